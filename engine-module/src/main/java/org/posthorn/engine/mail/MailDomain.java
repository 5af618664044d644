package org.posthorn.engine.mail;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Marks the domain of the installation: the right side of Message-IDs and return paths.
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface MailDomain {}
