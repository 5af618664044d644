package org.posthorn.feedback;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A stranger's bytes as text, and HTML as the text that it shows. One pass forward each.
final class PlainText {
    private static final int MOST_TAG_CHARS = 12;
    private static final int MOST_ENTITY_CHARS = 10;
    private static final int MOST_POINT = 0x10ffff;

    /// Tags behind which a new line begins.
    private static final Set<String> BREAKS = Set.of(
            "br",
            "p",
            "/p",
            "div",
            "/div",
            "tr",
            "/tr",
            "table",
            "/table",
            "li",
            "/li",
            "ul",
            "/ul",
            "h1",
            "/h1",
            "h2",
            "/h2",
            "h3",
            "/h3",
            "h4",
            "/h4",
            "hr",
            "pre",
            "/pre",
            "blockquote",
            "/blockquote",
            "td",
            "title",
            "/title");

    private static final Set<String> PARAGRAPHS = Set.of("p", "/p", "/table", "hr", "h1", "h2", "h3");
    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("amp", "&"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("commat", "@"),
            Map.entry("period", "."),
            Map.entry("rsquo", "'"),
            Map.entry("auml", "ä"),
            Map.entry("ouml", "ö"),
            Map.entry("uuml", "ü"),
            Map.entry("szlig", "ß"),
            Map.entry("eacute", "é"),
            Map.entry("egrave", "è"),
            Map.entry("agrave", "à"),
            Map.entry("aacute", "á"),
            Map.entry("iacute", "í"),
            Map.entry("oacute", "ó"),
            Map.entry("uacute", "ú"),
            Map.entry("ntilde", "ñ"),
            Map.entry("ccedil", "ç"),
            Map.entry("atilde", "ã"),
            Map.entry("otilde", "õ"));

    private PlainText() {}

    /// @param charset as the part names it; what is unknown, or says ASCII and isn't, is read as UTF-8, or as
    ///     Windows-1252 where it can't be that
    static String of(byte[] bytes, Optional<String> charset) {
        Optional<Charset> named = charset.flatMap(PlainText::charset)
                .filter(found -> !found.equals(StandardCharsets.US_ASCII) && !found.equals(StandardCharsets.UTF_8));
        if (named.isPresent()) {
            return new String(bytes, named.get());
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        int last = text.length() - 1;
        // What was cut may end within a character.
        int broken = text.indexOf('\ufffd');
        return broken < 0 || broken >= last ? text : new String(bytes, WINDOWS);
    }

    private static final Charset WINDOWS = charset("windows-1252").orElse(StandardCharsets.ISO_8859_1);

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name.strip()));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /// What HTML shows, roughly: without tags, comments, styles and scripts.
    static String ofHtml(String html) {
        StringBuilder text = new StringBuilder(html.length());
        int i = 0;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '<' && isTag(html, i + 1)) {
                i = tag(html, i, text);
            } else if (c == '&') {
                i = entity(html, i, text);
            } else {
                // A line break is white space here.
                text.append(c == '\r' || c == '\n' || c == '\t' ? ' ' : c);
                i++;
            }
        }
        return text.toString();
    }

    /// Addresses stand in bare angle brackets more often than is right.
    private static boolean isTag(String html, int at) {
        if (at >= html.length() || !(isLetter(html.charAt(at)) || "/!?".indexOf(html.charAt(at)) >= 0)) {
            return false;
        }
        int i = at + 1;
        while (i < html.length() && i < at + MOST_TAG_CHARS && isLetter(html.charAt(i))) {
            i++;
        }
        return i >= html.length() || "@._+".indexOf(html.charAt(i)) < 0;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int tag(String html, int start, StringBuilder text) {
        if (html.startsWith("<!--", start)) {
            return behind(html, "-->", start);
        }
        String name = tagName(html, start + 1);
        if (name.equals("style") || name.equals("script")) {
            return behind(html, ">", behindClosing(html, name, start));
        }
        if (BREAKS.contains(name)) {
            text.append(PARAGRAPHS.contains(name) ? "\n\n" : "\n");
        }
        return behind(html, ">", start);
    }

    /// At the tag that ends what begins here; at the end of the text where none does.
    private static int behindClosing(String html, String name, int start) {
        for (int at = html.indexOf("</", start); at >= 0; at = html.indexOf("</", at + 2)) {
            if (html.regionMatches(true, at + 2, name, 0, name.length())) {
                return at;
            }
        }
        return html.length();
    }

    private static String tagName(String html, int start) {
        int end = start < html.length() && html.charAt(start) == '/' ? start + 1 : start;
        while (end < html.length() && end < start + MOST_TAG_CHARS && isLetter(html.charAt(end))) {
            end++;
        }
        return html.substring(start, end).toLowerCase(Locale.ROOT);
    }

    private static int behind(String html, String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? html.length() : at + end.length();
    }

    private static int entity(String html, int start, StringBuilder text) {
        int end = start + 1;
        while (end < html.length() && end < start + MOST_ENTITY_CHARS && html.charAt(end) != ';') {
            end++;
        }
        if (end < html.length() && html.charAt(end) == ';') {
            Optional<String> meant = meaning(html.substring(start + 1, end));
            if (meant.isPresent()) {
                text.append(meant.get());
                return end + 1;
            }
        }
        text.append('&');
        return start + 1;
    }

    private static Optional<String> meaning(String name) {
        if (!name.startsWith("#") || name.length() < 2) {
            return Optional.ofNullable(ENTITIES.get(name));
        }
        boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
        try {
            int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
            return point > 0 && point <= MOST_POINT ? Optional.of(Character.toString(point)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
