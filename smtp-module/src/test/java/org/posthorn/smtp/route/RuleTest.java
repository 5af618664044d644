package org.posthorn.smtp.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.client.MailHost;
import org.posthorn.smtp.client.TlsMode;

final class RuleTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final MessageId ID = MessageId.next("us-east-1", NOON);

    @TempDir
    Path dir;

    @Test
    void aRuleNamesItsWaysInTheirOrder() {
        Rule rule = Rule.parse(
                " to=example.org  via=relay1.example:25 via=[2001:db8::1]:2525 via=relay via=mx via=discard ");
        assertThat(rule.to()).isEqualTo("example.org");
        assertThat(rule.vias())
                .containsExactly(
                        new Via.Host(new MailHost("relay1.example", 25)),
                        new Via.Host(new MailHost("2001:db8::1", 2525)),
                        new Via.Relay(),
                        new Via.Mx(),
                        new Via.Discard());
    }

    @Test
    void aRuleMayHaveTlsAndALoginOfItsOwn() throws Exception {
        Path file = Files.writeString(dir.resolve("password"), "secret=1\n");
        Rule rule = Rule.parse("via=relay1.example:25 tls=required user=posthorn password_file=" + file);
        assertThat(rule.tls()).contains(TlsMode.REQUIRED);
        assertThat(rule.login()).contains(new Rule.Login("posthorn", "secret=1"));
        assertThat(rule.toString()).doesNotContain("secret=1");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, true",
        "EXAMPLE.org, example.org, true",
        "example.org, sub.example.org, false",
        "*.example.org, sub.example.org, true",
        "*.example.org, deep.sub.example.org, true",
        "*.example.org, example.org, false",
        "*.example.org, badexample.org, false",
        "bücher.example, xn--bcher-kva.example, true",
        "[192.0.2.1], [192.0.2.1], true",
        "*, anything.example, true"
    })
    void aRuleIsForADomainForAllBelowItOrForEveryone(String to, String domain, boolean covered) {
        assertThat(Rule.parse("to=" + to + " via=mx").covers(ID, Optional.of("ann@shop.example"), domain))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, Ann@Shop.Example.com, true",
        "shop.example.com, ann@example.com, false",
        "*.example.com, ann@shop.example.com, true",
        "ann@example.com, ANN@example.com, true",
        "ann@example.com, bob@example.com, false",
        "*, ann@example.com, true"
    })
    void aRuleIsForASendersDomainOrAddress(String from, String sender, boolean covered) {
        assertThat(Rule.parse("from=" + from + " via=mx").covers(ID, Optional.of(sender), "example.org"))
                .isEqualTo(covered);
    }

    @Test
    void aSenderThatCannotBeReadIsNobodysButEveryones() {
        assertThat(Rule.parse("from=example.com via=mx").covers(ID, Optional.empty(), "example.org"))
                .isFalse();
        assertThat(Rule.parse("via=mx").covers(ID, Optional.empty(), "example.org"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1", "20", "50", "99"})
    void aShareIsThatOfTheMessagesWithinTwoPercent(int percent) {
        Rule rule = Rule.parse("from=shop.example.com share=" + percent + "% via=mx");
        long taken = ids(10_000).filter(id -> takes(rule, id)).count();
        assertThat(taken / 100.0).isCloseTo(percent, within(2.0));
    }

    @Test
    void aMessageIsInTheShareAtEveryTry() {
        Rule rule = Rule.parse("share=50% via=mx");
        Rule again = Rule.parse("share=50% via=mx");
        ids(1_000).forEach(id -> assertThat(takes(again, id)).isEqualTo(takes(rule, id)));
    }

    @Test
    void theSharesOfTwoRulesDoNotFallOnTheSameMessages() {
        Rule first = Rule.parse("share=50% via=relay1.example:25");
        Rule second = Rule.parse("share=50% via=relay2.example:25");
        long both =
                ids(10_000).filter(id -> takes(first, id) && takes(second, id)).count();
        assertThat(both / 100.0).isCloseTo(25, within(2.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to=a.example vai=mx | unknown word 'vai=mx'; a rule is made of to=, from=, share=, via=, tls=, user= and password_file=",
                "mx | unknown word 'mx'; a rule is made of",
                "to=a.example | it names no way; add via=host:port, via=mx, via=relay or via=discard",
                "to= via=mx | to= has no value",
                "to=a.example to=b.example via=mx | to= is given twice",
                "to=ann@a.example via=mx | to=ann@a.example: it must be a domain, *.domain or *",
                "to=a.*.example via=mx | to=a.*.example: it must be a domain, *.domain or *",
                "from=a_b!c via=mx | from=a_b!c: it must be a domain, *.domain or *, or an address",
                "share=20 via=mx | share=20: it must be 1% to 100%",
                "share=0% via=mx | share=0%: it must be 1% to 100%",
                "share=101% via=mx | share=101%: it must be 1% to 100%",
                "via=relay1.example | via=relay1.example: it must be mx, relay, discard or host:port, such as mail.example.com:25",
                "via=relay1.example:99999 | via=relay1.example:99999: it must be",
                "via=mx tls=maybe | tls=: expected off, opportunistic, required or wrapper, found 'maybe'",
                "via=mx tls=wrapper | tls=wrapper does not go with via=mx: exchangers know STARTTLS only",
                "via=relay tls=off | tls= is for via=host:port and via=mx, and there is none",
                "via=a.example:25 user=u | user= and password_file= go together",
                "via=mx user=u password_file=/etc/hostname | user= is for via=host:port, and there is none",
                "via=a.example:25 user=u password_file=secret | password_file=secret: it must be an absolute path",
                "via=a.example:25 user=u password_file=/no/such | password_file=/no/such: it must be a file that can be read"
            })
    void aFaultIsNamedWithItsRule(String line, String fault) {
        assertThatThrownBy(() -> Rule.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + line + "\": " + fault);
    }

    @Test
    void aRuleHasTenWaysAtMost() {
        assertThatThrownBy(() -> Rule.parse("via=mx " + "via=relay ".repeat(10)))
                .hasMessageContaining("it names more than 10 ways");
    }

    @Test
    void aPasswordThatIsNoneIsRefused() throws Exception {
        for (String content : List.of("", "\n", "x".repeat(5_000))) {
            Path file = Files.writeString(dir.resolve("password"), content);
            assertThatThrownBy(() -> Rule.parse("via=a.example:25 user=u password_file=" + file))
                    .hasMessageEndingWith("a password has 1 to 4096 bytes");
        }
    }

    private static boolean takes(Rule rule, MessageId id) {
        return rule.covers(id, Optional.of("ann@shop.example.com"), "example.org");
    }

    private static Stream<MessageId> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> MessageId.next("us-east-1", NOON.plusMillis(i)));
    }
}
