package org.posthorn.api.v2;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Where an operation is called: at its class.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Route.All.class)
public @interface Route {
    /// Of HTTP, in capitals.
    String method();

    /// Below `/v2/email`, with labels in braces by the wire names of the request's members:
    /// `/identities/{EmailIdentity}`.
    String path();

    /// Several, where older SDKs call it elsewhere.
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Route[] value();
    }
}
