package org.posthorn.dist;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the [Installation] of the class has of this field's type is put here before the class starts.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Given {
    /// For a peer: the domain whose mail is routed to it; empty for the relay of all other mail.
    String value() default "";
}
