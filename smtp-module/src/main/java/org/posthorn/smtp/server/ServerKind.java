package org.posthorn.smtp.server;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// What one kind of SMTP server shows to its clients, and what it does with mail.
///
/// @param extensions the EHLO lines; SIZE, STARTTLS and AUTH come by themselves
/// @param starttls offers STARTTLS with this context
/// @param wrapper speaks TLS from the first byte with this context
/// @param login demands AUTH before MAIL
/// @param loginNeedsTls refuses AUTH in plain text
record ServerKind(
        List<String> extensions,
        Optional<SSLContext> starttls,
        Optional<SSLContext> wrapper,
        Optional<SmtpAuthentication> login,
        boolean loginNeedsTls,
        Mailbox mailbox) {}
