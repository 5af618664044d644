package org.posthorn.dist;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Operations that a test calls and shows to work. `docs/api.md` names the test at each of them: see [ApiDocTest],
/// which holds that the test calls them by the SDK.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Shows.All.class)
@interface Shows {
    /// Names as in the API, such as `SendEmail`.
    String[] value();

    /// Operations of different faces may have the same name.
    Face face() default Face.V1;

    /// For a test that shows operations of more than one face.
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        Shows[] value();
    }
}
