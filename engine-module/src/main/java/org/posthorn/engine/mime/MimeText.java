package org.posthorn.engine.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// Text in the charset that it goes out in.
///
/// @param charset what was asked for; UTF-8 where nothing was
public record MimeText(String data, Charset charset) {
    public static MimeText utf8(String data) {
        return new MimeText(data, StandardCharsets.UTF_8);
    }

    MimeText with(UnaryOperator<String> change) {
        return new MimeText(change.apply(data), charset);
    }
}
