package org.posthorn.smtp.testing;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A message as a [ScriptedPeer] took it.
///
/// @param sender without brackets
/// @param mailParameters what stood behind the address in MAIL
/// @param recipients without brackets, those that were accepted
/// @param rcptParameters one text for each recipient
/// @param content dots unstuffed, the final dot taken off
/// @param secured whether it came under TLS
/// @param user who had authenticated
/// @param client where the connection came from
public record ReceivedMessage(
        String sender,
        String mailParameters,
        List<String> recipients,
        List<String> rcptParameters,
        byte[] content,
        boolean secured,
        Optional<String> user,
        InetAddress client) {
    /// The content as text, one character per byte.
    public String text() {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
