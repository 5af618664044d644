package org.posthorn.engine.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;
import org.posthorn.engine.Limits;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.SetOptions.HttpsPolicy;

/// Lets the links of an HTML text lead through this installation, and adds the picture that tells of an open (SES
/// Developer Guide, "open and click tracking").
///
/// The text is parsed to find the places and changed at those only: every other character stays as it is. So does a
/// link or an attribute that can't be treated exactly: one that is no URI of RFC 3986, such as one with letters
/// outside of ASCII, one that would make an address too long to be asked for, or one that does not stand where the
/// parser saw it.
final class LinkRewriter {
    private static final String BODY_END = "</body";
    static final String OPEN_MARK = "{{ses:openTracker}}";

    private final LinkSigner signer;
    private final URI base;
    private final Optional<String> redirectDomain;
    private final HttpsPolicy https;

    /// @param base of links without a domain of their own, ends with a slash
    /// @param redirectDomain that links lead through instead
    /// @param https which of those are HTTPS
    LinkRewriter(LinkSigner signer, URI base, Optional<String> redirectDomain, HttpsPolicy https) {
        this.signer = signer;
        this.base = base;
        this.redirectDomain = redirectDomain;
        this.https = https;
    }

    private record Edit(int start, int end, String text) {}

    String rewrite(String html, MessageId messageId, boolean opens, boolean clicks) {
        List<Edit> edits = new ArrayList<>();
        if (clicks) {
            links(html, messageId, edits);
        }
        if (opens) {
            picture(html, messageId, edits);
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        StringBuilder text = new StringBuilder(html.length() + 512);
        int at = 0;
        for (Edit edit : edits) {
            if (edit.start() >= at) {
                text.append(html, at, edit.start()).append(edit.text());
                at = edit.end();
            }
        }
        return text.append(html, at, html.length()).toString();
    }

    private void links(String html, MessageId messageId, List<Edit> edits) {
        Document document = Jsoup.parse(html, Parser.htmlParser().setTrackPosition(true));
        int tracked = 0;
        for (Element link : document.select("a[href]")) {
            boolean untracked = link.hasAttr("ses:no-track");
            String tags = link.attr("ses:tags");
            String target = link.attr("href").strip();
            boolean tagged = LinkTags.isWellFormed(tags);
            cut(html, link, "ses:no-track", edits);
            if (tagged || untracked) {
                cut(html, link, "ses:tags", edits);
            }
            Range.AttributeRange href = link.attributes().sourceRange("href");
            if (untracked
                    || tracked == Limits.TRACKED_LINKS
                    || !isTrackable(target)
                    || !standsAt(html, href.valueRange(), target)) {
                continue;
            }
            String path = signer.path(new TrackedLink(messageId, target, tagged ? tags : ""));
            if (path.length() > LinkSigner.MOST_CHARS) {
                continue;
            }
            String url = base(target) + path;
            edits.add(new Edit(href.valueRange().startPos(), href.valueRange().endPos(), url));
            tracked++;
        }
    }

    /// Takes an attribute out, with the blank before it.
    private static void cut(String html, Element link, String attribute, List<Edit> edits) {
        if (!link.hasAttr(attribute)) {
            return;
        }
        Range.AttributeRange range = link.attributes().sourceRange(attribute);
        if (!isIn(html, range.nameRange())
                || !html.regionMatches(true, range.nameRange().startPos(), attribute, 0, attribute.length())) {
            return;
        }
        int start = range.nameRange().startPos();
        int end = Math.max(range.nameRange().endPos(), range.valueRange().endPos());
        // The range of a value is without its quotes.
        if (end < html.length() && (html.charAt(end) == '"' || html.charAt(end) == '\'')) {
            end++;
        }
        edits.add(new Edit(Character.isWhitespace(html.charAt(start - 1)) ? start - 1 : start, end, ""));
    }

    private static boolean isIn(String html, Range range) {
        return range.isTracked() && range.startPos() > 0 && range.endPos() <= html.length();
    }

    private static boolean standsAt(String html, Range range, String value) {
        return isIn(html, range)
                && Parser.unescapeEntities(html.substring(range.startPos(), range.endPos()), true)
                        .strip()
                        .equals(value);
    }

    /// Java's URIs may have any letter; those of RFC 3986 are ASCII.
    private static boolean isTrackable(String target) {
        if (target.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return false;
        }
        try {
            URI uri = new URI(target);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// A domain of the sender's own has the link's scheme, unless HTTPS is required.
    private String base(String target) {
        boolean secure =
                https == HttpsPolicy.REQUIRE || target.toLowerCase(Locale.ROOT).startsWith("https:");
        return base(secure);
    }

    private String base(boolean secure) {
        return redirectDomain
                .map(domain -> (secure ? "https://" : "http://") + domain + "/")
                .orElse(base.toString());
    }

    /// At the first mark for it, else at the end of the body; further marks go.
    private void picture(String html, MessageId messageId, List<Edit> edits) {
        // On a domain of the sender's own it is plain HTTP unless HTTPS is asked for, as in SES.
        String url = base(https != HttpsPolicy.OPTIONAL) + signer.path(TrackedLink.open(messageId));
        String picture = "<img alt=\"\" src=\"" + url + "\" style=\"display: none; width: 1px; height: 1px;\">";
        int mark = html.indexOf(OPEN_MARK);
        if (mark < 0) {
            int end = endOfBody(html);
            edits.add(new Edit(end, end, picture));
        }
        while (mark >= 0) {
            edits.add(new Edit(mark, mark + OPEN_MARK.length(), picture));
            picture = "";
            mark = html.indexOf(OPEN_MARK, mark + OPEN_MARK.length());
        }
    }

    /// Where the last `</body>` begins; the end of the text without one.
    private static int endOfBody(String html) {
        for (int i = html.length() - BODY_END.length() - 1; i >= 0; i--) {
            if (html.regionMatches(true, i, BODY_END, 0, BODY_END.length())) {
                int at = i + BODY_END.length();
                while (at < html.length() && Character.isWhitespace(html.charAt(at))) {
                    at++;
                }
                if (at < html.length() && html.charAt(at) == '>') {
                    return i;
                }
            }
        }
        return html.length();
    }
}
