package org.posthorn.engine.record;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a component of a request that is in the query part of the URL, not in the body; a list is there once for each
/// member.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface InQuery {
    /// Its name there, where that is not its wire name.
    String value() default "";
}
