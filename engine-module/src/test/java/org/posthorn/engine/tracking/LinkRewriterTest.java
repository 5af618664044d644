package org.posthorn.engine.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.settings.SetOptions.HttpsPolicy;

class LinkRewriterTest {
    private static final MessageId ID = MessageId.next("us-east-1", Instant.parse("2026-11-25T12:00:00Z"));
    private static final Pattern URL = Pattern.compile("https?://[a-z.]+/([IL]0/[A-Za-z0-9_/-]+)");

    private final LinkSigner signer = new LinkSigner(new byte[32]);
    private final LinkRewriter rewriter =
            new LinkRewriter(signer, URI.create("https://track.test/"), Optional.empty(), HttpsPolicy.OPTIONAL);

    @Test
    void everythingButTheLinkStaysAsItIs() {
        String html = "<!doctype html>\r\n<HTML><body  class=x><p>a &amp; b &nbsp;<A  class='c' HREF=\"%s\"\t>x</A >"
                + "<br/><a name=top>t</a><a href=\"#top\">up</a><!-- <a href=\"http://c.test/\"> --></p></body></HTML>";
        String rewritten = rewriter.rewrite(html.formatted("https://a.test/?x=1&amp;y=2#z"), ID, false, true);
        TrackedLink link = only(rewritten);
        assertThat(link).isEqualTo(new TrackedLink(ID, "https://a.test/?x=1&y=2#z", ""));
        assertThat(rewritten).isEqualTo(html.formatted("https://track.test/" + signer.path(link)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href='http://a.test/p'>x</a>",
                "<a href=http://a.test/p>x</a>",
                "<a\nhref = \"http://a.test/p\">x</a>",
                "<div><A HREF=\" http://a.test/p \">x</A>",
                "text <a href=\"http://a.test/p\"",
            })
    void linksAreFoundHoweverTheyAreWritten(String html) {
        String rewritten = rewriter.rewrite(html + (html.endsWith(">") ? "" : ">x"), ID, false, true);
        assertThat(only(rewritten).target()).isEqualTo("http://a.test/p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"mailto:a@x.test\">x</a>",
                "<a href=\"#there\">x</a>",
                "<a href=\"/relative\">x</a>",
                "<a href=\"https:// no uri/\">x</a>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href=\"\">x</a>",
                "<a href=\"https://a.test/stra\u00dfe\">x</a>",
                "<a href=\"https://a.test/?q=\u65e5\u672c\">x</a>",
                "<a href=\"https://a.test/&uuml;\">x</a>",
                "<a href=\"https://b\u00fccher.test/\">x</a>",
                "<a href=\"https://a.test/%zz\">x</a>",
                "<a href=\"https://a.test/a|b\">x</a>",
                "<a href=\"https://a.test/a\tb\">x</a>",
                "<a href=\"https://a.test/\u0000\">x</a>",
                "<link href=\"https://a.test/\">",
                "no html at all: https://a.test/ < >",
                "",
            })
    void whatIsNoLinkToTheWebStaysAsItIs(String html) {
        assertThat(rewriter.rewrite(html, ID, false, true)).isEqualTo(html);
    }

    @Test
    void attributesOfSesAreTakenOut() {
        assertThat(rewriter.rewrite("<a ses:no-track href=\"http://a.test/\">x</a>", ID, false, true))
                .isEqualTo("<a href=\"http://a.test/\">x</a>");
        String tagged = rewriter.rewrite(
                "<a ses:tags=\"kind:big;shop:7;\" href=\"http://a.test/\" class=\"c\">x</a>", ID, false, true);
        assertThat(only(tagged)).isEqualTo(new TrackedLink(ID, "http://a.test/", "kind:big;shop:7;"));
        assertThat(tagged).startsWith("<a href=\"https://").endsWith("\" class=\"c\">x</a>");
        String odd = rewriter.rewrite("<a href=\"http://a.test/\" ses:tags='no tags'>x</a>", ID, false, true);
        assertThat(only(odd)).isEqualTo(new TrackedLink(ID, "http://a.test/", ""));
        assertThat(odd).endsWith("\" ses:tags='no tags'>x</a>");
    }

    @Test
    void aLinkThatWouldBeTooLongToBeAskedForStaysAsItIs() {
        String fits = "https://a.test/?" + "q".repeat(5_000);
        String rewritten = rewriter.rewrite("<a href=\"" + fits + "\">x</a>", ID, false, true);
        assertThat(only(rewritten).target()).isEqualTo(fits);
        String html = "<a href=\"https://a.test/?" + "q".repeat(7_000) + "\">x</a>";
        assertThat(rewriter.rewrite(html, ID, false, true)).isEqualTo(html);
    }

    @Test
    void theFirst250LinksAreTracked() {
        String rewritten = rewriter.rewrite("<a href=\"http://a.test/\">x</a>".repeat(251), ID, false, true);
        assertThat(URL.matcher(rewritten)
                        .results()
                        .filter(r -> r.group().contains("/L0/"))
                        .count())
                .isEqualTo(250);
        assertThat(rewritten).endsWith("<a href=\"http://a.test/\">x</a>");
    }

    @Test
    void thePictureStandsAtTheEndOfTheBodyOrAtItsMark() {
        String picture = "<img alt=\"\" src=\"https://track.test/" + signer.path(TrackedLink.open(ID))
                + "\" style=\"display: none; width: 1px; height: 1px;\">";
        assertThat(rewriter.rewrite("<body>x</body></html>", ID, true, false))
                .isEqualTo("<body>x" + picture + "</body></html>");
        assertThat(rewriter.rewrite("just text", ID, true, false)).isEqualTo("just text" + picture);
        assertThat(rewriter.rewrite("<body>{{ses:openTracker}}a{{ses:openTracker}}b</body>", ID, true, false))
                .isEqualTo("<body>" + picture + "ab</body>");
        assertThat(only(picture).isOpen()).isTrue();
    }

    @Test
    void aDomainOfTheSendersOwnKeepsTheSchemeOfTheLink() {
        LinkRewriter own = new LinkRewriter(
                signer, URI.create("https://track.test/"), Optional.of("go.example.com"), HttpsPolicy.OPTIONAL);
        String rewritten =
                own.rewrite("<a href=\"http://a.test/\">x</a><a href=\"HTTPS://b.test/\">y</a>", ID, true, true);
        assertThat(rewritten)
                .contains("<a href=\"http://go.example.com/L0/")
                .contains("<a href=\"https://go.example.com/L0/")
                .contains("src=\"http://go.example.com/I0/");
    }

    @Test
    void aDomainOfTheSendersOwnIsAskedByHttpsAsItsPolicySays() {
        String html = "<a href=\"http://a.test/\">x</a>";
        assertThat(by(HttpsPolicy.REQUIRE).rewrite(html, ID, true, true))
                .contains("<a href=\"https://go.example.com/L0/")
                .contains("src=\"https://go.example.com/I0/");
        assertThat(by(HttpsPolicy.REQUIRE_OPEN_ONLY).rewrite(html, ID, true, true))
                .contains("<a href=\"http://go.example.com/L0/")
                .contains("src=\"https://go.example.com/I0/");
    }

    private LinkRewriter by(HttpsPolicy policy) {
        return new LinkRewriter(signer, URI.create("https://track.test/"), Optional.of("go.example.com"), policy);
    }

    @Test
    void aPathThatWasChangedOpensNothing() {
        String path = signer.path(new TrackedLink(ID, "http://a.test/", "k:v"));
        assertThat(signer.open(path)).contains(new TrackedLink(ID, "http://a.test/", "k:v"));
        for (int i = 0; i < path.length(); i++) {
            String changed = path.substring(0, i) + (path.charAt(i) == 'A' ? 'B' : 'A') + path.substring(i + 1);
            assertThat(signer.open(changed)).as(changed).isEmpty();
        }
        assertThat(signer.open("")).isEmpty();
        assertThat(signer.open("L0")).isEmpty();
        assertThat(new LinkSigner(new byte[] {1}).open(path)).isEmpty();
    }

    private TrackedLink only(String html) {
        Matcher matcher = URL.matcher(html);
        assertThat(matcher.find()).as(html).isTrue();
        return signer.open(matcher.group(1)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "a:b,true",
        "a:b;,true",
        "a:b;c:d,true",
        "'',false",
        ";,false",
        "a,false",
        "a:,false",
        ":b,false",
        "a:b:c,false",
        "a:b;;c:d,false",
        "a b:c,false"
    })
    void tagsAreNamesAndValues(String tags, boolean wellFormed) {
        assertThat(LinkTags.isWellFormed(tags)).isEqualTo(wellFormed);
    }

    @Test
    void tagsOfAnyLengthAreReadAtOnce() {
        for (String tags : List.of(
                String.join(":", Collections.nCopies(20, "a".repeat(200))) + "!",
                ("a".repeat(40) + ":").repeat(20_000),
                "a:b;".repeat(200_000),
                "a".repeat(1_000_000))) {
            assertTimeout(
                    Duration.ofSeconds(1),
                    () -> assertThat(LinkTags.isWellFormed(tags)).isFalse());
        }
        String blanks = "</body" + " ".repeat(1_000_000);
        assertTimeout(Duration.ofSeconds(1), () -> rewriter.rewrite(blanks, ID, true, false));
    }
}
