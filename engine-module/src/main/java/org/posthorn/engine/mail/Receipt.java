package org.posthorn.engine.mail;

import java.util.Optional;

/// How a message came in, and what its checks found.
///
/// @param client who handed it over
/// @param senderProven whether SPF, or a DKIM signature of the domain, says that the envelope's sender is who it says:
///     nobody else gets a bounce
/// @param headerFrom the address of the From field; empty when there is none, or several
/// @param fields of its header that tell which message it is, as they came, with line ends, 2,000 characters at most:
///     what a bounce can show once the content is gone
public record Receipt(
        SmtpClient client,
        Verdicts verdicts,
        boolean senderProven,
        Optional<String> headerFrom,
        Optional<String> fields) {
    public Receipt(SmtpClient client, Verdicts verdicts, boolean senderProven, Optional<String> headerFrom) {
        this(client, verdicts, senderProven, headerFrom, Optional.empty());
    }
}
