package org.posthorn.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.ReceivedMail;

/// Messages as they come to a return path: the files of `src/test/resources/reports`, and made-up ones.
final class Sample {
    /// A report has the null sender; mail of somebody says whose it is in its first line.
    private static final Pattern SENDER = Pattern.compile("Return-Path: <([^>]*)>");

    private Sample() {}

    /// A file, addressed to a message's return path.
    static ReceivedMail of(String name, Mail about) {
        return received(file("/reports/" + name + ".eml"), about);
    }

    static ReceivedMail received(String text, Mail about) {
        String returnPath = about.envelope().sender();
        String content =
                text.replace("{return-path}", returnPath).replace("\r\n", "\n").replace("\n", "\r\n");
        Matcher sender = SENDER.matcher(content);
        return new ReceivedMail(
                sender.lookingAt() ? sender.group(1) : "", List.of(returnPath), Content.of(content), "192.0.2.99");
    }

    private static String file(String path) {
        try (InputStream in = Sample.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no sample " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
