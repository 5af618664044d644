package org.posthorn.engine.record;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How long a string of a request may be (in UTF-16 units), how many members a list may have, or how large a number may
/// be, where the service's framework checks that before the operation does.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bounds {
    long min() default 0;

    long max() default Long.MAX_VALUE;
}
