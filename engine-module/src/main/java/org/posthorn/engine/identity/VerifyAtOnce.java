package org.posthorn.engine.identity;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks whether identities, and what belongs to them, are verified as soon as they are asked for, without DNS or mail.
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface VerifyAtOnce {}
