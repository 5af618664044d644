package org.posthorn.api.codec;

/// Writes XML as SES lays it out: two spaces an indent, one element a line, no declaration, a newline at the end.
final class Xml {
    private final StringBuilder out = new StringBuilder(512);
    private int depth;

    Xml open(String name) {
        return openWith(name, "");
    }

    /// @param attributes with a space in front, escaped
    Xml openWith(String name, String attributes) {
        indent().append('<').append(name).append(attributes).append(">\n");
        depth++;
        return this;
    }

    Xml close(String name) {
        depth--;
        indent().append("</").append(name).append(">\n");
        return this;
    }

    Xml leaf(String name, String text) {
        indent().append('<').append(name).append('>');
        escape(text);
        out.append("</").append(name).append(">\n");
        return this;
    }

    Xml empty(String name) {
        indent().append('<').append(name).append("/>\n");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private StringBuilder indent() {
        return out.repeat("  ", depth);
    }

    /// Characters that XML 1.0 can't hold, even escaped, become the replacement character.
    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#xD;");
                default -> out.appendCodePoint(isXmlCharacter(c) ? c : 0xFFFD);
            }
        });
    }

    private static boolean isXmlCharacter(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
