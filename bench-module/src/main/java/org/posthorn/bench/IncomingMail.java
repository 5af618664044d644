package org.posthorn.bench;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.posthorn.engine.dkim.DkimSigner;
import org.posthorn.engine.dkim.SigningKey;
import org.posthorn.engine.mail.Content;

/// The mail that comes in over and over, and what DNS says of its sender: SPF lets loopback send, and DMARC finds its
/// policy.
final class IncomingMail {
    static final String SENDER = "bob@sender.example";
    static final String RECIPIENT = "ann@example.com";
    private static final String SELECTOR = "s2026";

    private final KeyPair key;

    IncomingMail() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        this.key = generator.generateKeyPair();
    }

    Map<String, String> records() {
        return Map.of(
                "sender.example",
                "v=spf1 ip4:127.0.0.0/8 -all",
                "_dmarc.sender.example",
                "v=DMARC1; p=reject",
                SELECTOR + "._domainkey.sender.example",
                "v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
    }

    /// @param bodyBytes of text in lines
    /// @param signed by DKIM with one RSA key of 2,048 bits
    byte[] content(int bodyBytes, boolean signed) throws GeneralSecurityException {
        String line = "A line of text as people write it, with words in it and a comma.\r\n";
        Content content =
                Content.of("Received: from desk.sender.example ([192.0.2.7]) by out.sender.example with ESMTPSA"
                        + " id 1; Thu, 26 Nov 2026 09:00:00 +0000\r\nFrom: Bob <" + SENDER + ">\r\nTo: Ann <"
                        + RECIPIENT
                        + ">\r\nSubject: What we said\r\nDate: Thu, 26 Nov 2026 09:00:00 +0000\r\n"
                        + "Message-ID: <1@sender.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                        + line.repeat(bodyBytes / line.length()));
        return signed
                ? DkimSigner.sign(
                                content,
                                List.of(new SigningKey(key.getPrivate(), "sender.example", SELECTOR)),
                                Instant.now())
                        .bytes()
                : content.bytes();
    }
}
