package org.posthorn.engine.mail;

import java.util.Optional;

/// How a client's message came in, and whose identities it goes out under.
///
/// @param operation such as `SendEmail`; `SendSmtpEmail` over SMTP
/// @param callerArn as in [org.posthorn.engine.send.Caller]
/// @param sourceIp of the caller
/// @param identity the one that covers the source
/// @param owner of that identity, when it is not the caller
/// @param author whose identity covers the From address, when it is not the caller
public record Origin(
        String operation,
        String callerArn,
        Optional<String> sourceIp,
        Optional<String> identity,
        Optional<Tenant> owner,
        Optional<Tenant> author) {}
