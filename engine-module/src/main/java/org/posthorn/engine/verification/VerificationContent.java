package org.posthorn.engine.verification;

import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;

/// The HTML of a verification mail: which may be in it, and what is put behind it.
final class VerificationContent {
    /// SES Developer Guide, "Using custom verification email templates"; the list is from memory, no document at hand
    /// has it.
    private static final Set<String> TAGS = Set.of(
            "a",
            "abbr",
            "acronym",
            "address",
            "area",
            "b",
            "bdo",
            "big",
            "blockquote",
            "body",
            "br",
            "button",
            "caption",
            "center",
            "cite",
            "code",
            "col",
            "colgroup",
            "dd",
            "del",
            "dfn",
            "dir",
            "div",
            "dl",
            "dt",
            "em",
            "fieldset",
            "font",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "hr",
            "html",
            "i",
            "img",
            "input",
            "ins",
            "kbd",
            "label",
            "legend",
            "li",
            "map",
            "menu",
            "ol",
            "optgroup",
            "option",
            "p",
            "pre",
            "q",
            "s",
            "samp",
            "select",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "textarea",
            "tfoot",
            "th",
            "thead",
            "title",
            "tr",
            "tt",
            "u",
            "ul",
            "var");

    private VerificationContent() {}

    /// @throws SesException CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT for too much of it, comments, and other tags than
    ///     SES takes
    static void check(String html) {
        if (html.length() > Limits.VERIFICATION_TEMPLATE_CHARS) {
            throw invalid("The template content exceeds " + Limits.VERIFICATION_TEMPLATE_CHARS + " bytes");
        }
        for (Node node : Jsoup.parse(html).root().childNodes()) {
            node.nodeStream().forEach(VerificationContent::check);
        }
    }

    private static void check(Node node) {
        if (node instanceof Comment) {
            throw invalid("The template content must not contain comments");
        }
        if (node instanceof Element element && !TAGS.contains(element.normalName())) {
            throw invalid("The template content must not contain the tag <" + element.normalName() + ">");
        }
    }

    /// The content with the link and SES's last words behind it.
    static String complete(String html, String link, String contact) {
        String closing = """
                <p><a href="%1$s">%1$s</a></p>
                <p>If you did not request to verify this email address, please disregard this message. If you have any
                concerns, please forward this message to the following email address along with your questions or
                comments. %2$s</p>
                """.formatted(link.replace("&", "&amp;"), contact);
        int end = html.toLowerCase(Locale.ROOT).lastIndexOf("</body");
        return end < 0 ? html + closing : html.substring(0, end) + closing + html.substring(end);
    }

    private static SesException invalid(String text) {
        // The texts are a guess: no document has them.
        return new SesException(SesError.CUSTOM_VERIFICATION_EMAIL_INVALID_CONTENT, text);
    }
}
