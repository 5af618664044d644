package org.posthorn.engine.delivery;

import java.time.Instant;
import org.posthorn.engine.mail.SmtpReply;

/// One attempt to deliver to a recipient, as the operator is shown it.
///
/// @param at when it ended
/// @param host `name[ip]:port` as far as known; empty when none was reached
/// @param tls how the connection was protected; empty for plain text
public record Attempt(Instant at, String host, String tls, SmtpReply reply) {}
