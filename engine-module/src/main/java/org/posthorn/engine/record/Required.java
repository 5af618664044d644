package org.posthorn.engine.record;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a list of a request that must be present, though it may be empty; any other list may be absent. On another
/// member, which must be present anyway, it says how its absence is told.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Required {
    /// Whether an error calls the absent member `null`, as few operations of API v2 do.
    boolean tellsNull() default false;
}
