package org.posthorn.api.v2;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks an operation that can't exist off AWS: it answers a modelled error, or that there is nothing, so that clients
/// which list everything go on. `docs/api.md` has the reason.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Unavailable {
    String value();
}
