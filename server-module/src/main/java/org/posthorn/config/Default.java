package org.posthorn.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a key is when nothing sets it, in the form it has in the file.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Default {
    String value();

    /// In its place when the server is started with `--dev`; the same when empty.
    String dev() default "";

    /// In its place when `account.sandbox` was set to false; the same when empty.
    String unsandboxed() default "";
}
