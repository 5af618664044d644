package org.posthorn.engine.dkim;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks whether domains get an Ed25519 key beside their RSA keys.
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface WithEd25519 {}
