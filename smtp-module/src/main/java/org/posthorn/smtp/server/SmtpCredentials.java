package org.posthorn.smtp.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.posthorn.engine.Hmac;

/// The SMTP password that belongs to a secret access key in one region.
///
/// SES Developer Guide, "Obtaining Amazon SES SMTP credentials": the signing key of Signature Version 4 for a fixed
/// date, used on the word `SendRawEmail`, behind a version byte. The user name is the access key id.
public final class SmtpCredentials {
    private static final byte VERSION = 0x04;

    private SmtpCredentials() {}

    public static String password(String secretAccessKey, String region) {
        byte[] key = hmac(("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8), "11111111");
        for (String part : new String[] {region, "ses", "aws4_request", "SendRawEmail"}) {
            key = hmac(key, part);
        }
        byte[] versioned = new byte[key.length + 1];
        versioned[0] = VERSION;
        System.arraycopy(key, 0, versioned, 1, key.length);
        return Base64.getEncoder().encodeToString(versioned);
    }

    private static byte[] hmac(byte[] key, String text) {
        return Hmac.sha256(key, text.getBytes(StandardCharsets.UTF_8));
    }
}
