package org.posthorn.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// One block of a PEM file (RFC 7468).
///
/// @param label such as `CERTIFICATE`
/// @param encrypted whether OpenSSL's older headers say that the block is under a password
/// @param der empty when what is between the lines is not base64, or has no end
record Pem(String label, boolean encrypted, byte[] der) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /// The blocks of a file; what stands around them is a comment. The last may lack its end, and is empty then.
    static List<Pem> blocks(byte[] file) {
        List<Pem> blocks = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        String label = "";
        boolean encrypted = false;
        for (String line : new String(file, StandardCharsets.ISO_8859_1).lines().toList()) {
            String text = line.strip();
            if (text.startsWith(BEGIN) && text.endsWith(DASHES) && text.length() > BEGIN.length() + DASHES.length()) {
                label = text.substring(BEGIN.length(), text.length() - DASHES.length());
                encrypted = label.startsWith("ENCRYPTED");
                body.setLength(0);
            } else if (text.equals(END + label + DASHES) && !label.isEmpty()) {
                blocks.add(new Pem(label, encrypted, decoded(body)));
                label = "";
            } else if (text.indexOf(':') >= 0) {
                encrypted |= text.startsWith("Proc-Type:") && text.endsWith("ENCRYPTED");
            } else {
                body.append(text);
            }
        }
        if (!label.isEmpty()) {
            blocks.add(new Pem(label, encrypted, new byte[0]));
        }
        return blocks;
    }

    private static byte[] decoded(CharSequence base64) {
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    boolean isCertificate() {
        return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE") || label.equals("TRUSTED CERTIFICATE");
    }

    boolean isKey() {
        return label.endsWith("PRIVATE KEY");
    }
}
