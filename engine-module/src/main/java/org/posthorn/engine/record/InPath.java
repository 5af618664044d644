package org.posthorn.engine.record;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a component of a request that is a part of the path, not of the body: a label.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface InPath {
    /// Its name there, where that is not its wire name.
    String value() default "";
}
