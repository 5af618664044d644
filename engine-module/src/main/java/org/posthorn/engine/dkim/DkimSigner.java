package org.posthorn.engine.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.posthorn.engine.mail.Content;

/// Puts DKIM signatures on a message: relaxed/relaxed, `rsa-sha256` (RFC 6376) or `ed25519-sha256` (RFC 8463).
///
/// Signs the fields that matter to a reader, each as often as it is there, and `From` once more, so that none can be
/// added (RFC 6376 §5.4, §8.15).
public final class DkimSigner {
    private static final List<String> SIGNED = List.of(
            "From",
            "Reply-To",
            "Sender",
            "Subject",
            "Date",
            "To",
            "Cc",
            "Message-ID",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
            "List-Id",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Feedback-ID");
    private static final String FIELD = "DKIM-Signature";
    private static final int LINE_CHARS = 72;

    private DkimSigner() {}

    /// The message with one signature of each key before it; the signatures don't sign each other.
    ///
    /// @param now the `t=` tag
    /// @throws GeneralSecurityException when a key is no key to sign with
    public static Content sign(Content content, List<SigningKey> keys, Instant now) throws GeneralSecurityException {
        byte[] bytes = content.bytes();
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        String bodyHash = Base64.getEncoder().encodeToString(Canonical.bodyHash(bytes, content.headerLength(), sha256));
        List<HeaderField> fields = signedFields(HeaderField.of(content));
        List<String> names =
                new ArrayList<>(fields.stream().map(HeaderField::name).toList());
        names.add("From");
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        for (HeaderField field : fields) {
            Canonical.field(field.name(), bytes, field.valueFrom(), field.to(), canonical);
            canonical.writeBytes(new byte[] {'\r', '\n'});
        }
        StringBuilder signatures = new StringBuilder();
        for (SigningKey key : keys) {
            String unsigned = unsigned(key, now, names, bodyHash);
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(canonical.toByteArray());
            byte[] value = unsigned.getBytes(StandardCharsets.US_ASCII);
            Canonical.field(FIELD, value, 0, value.length, input);
            signatures.append(FIELD).append(':').append(unsigned);
            fold(Base64.getEncoder().encodeToString(signature(key, input.toByteArray())), signatures);
            signatures.append("\r\n");
        }
        byte[] header = signatures.toString().getBytes(StandardCharsets.US_ASCII);
        return content.withFront(header);
    }

    /// Those to sign; of several of one name the last one first, as a verifier takes them (RFC 6376 §5.4.2).
    private static List<HeaderField> signedFields(List<HeaderField> fields) {
        List<HeaderField> upwards = fields.reversed();
        return SIGNED.stream()
                .flatMap(name -> upwards.stream().filter(field -> field.name().equalsIgnoreCase(name)))
                .toList();
    }

    private static byte[] signature(SigningKey key, byte[] input) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(key.isRsa() ? "SHA256withRSA" : "Ed25519");
        signature.initSign(key.key());
        // RFC 8463 §3: Ed25519 signs the hash, not the message.
        signature.update(
                key.isRsa() ? input : MessageDigest.getInstance("SHA-256").digest(input));
        return signature.sign();
    }

    /// The value of the field up to its empty `b=`.
    private static String unsigned(SigningKey key, Instant now, List<String> names, String bodyHash) {
        StringBuilder text = new StringBuilder(512)
                .append(" v=1; a=")
                .append(key.isRsa() ? "rsa-sha256" : "ed25519-sha256")
                .append("; q=dns/txt; c=relaxed/relaxed;\r\n\ts=")
                .append(key.selector())
                .append(";\r\n\td=")
                .append(key.domain())
                .append("; t=")
                .append(now.getEpochSecond())
                .append(";\r\n\th=");
        int line = 2;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (line + name.length() > LINE_CHARS) {
                text.append("\r\n\t");
                line = 0;
            }
            text.append(name).append(i + 1 < names.size() ? ":" : ";");
            line += name.length() + 1;
        }
        return text.append("\r\n\tbh=").append(bodyHash).append(";\r\n\tb=").toString();
    }

    private static void fold(String base64, StringBuilder out) {
        for (int i = 0; i < base64.length(); i += LINE_CHARS) {
            out.append(i == 0 ? "" : "\r\n\t").append(base64, i, Math.min(base64.length(), i + LINE_CHARS));
        }
    }
}
