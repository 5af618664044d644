package org.posthorn.receiving.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.receiving.forward.SenderRewriting.Meaning;

class SenderRewritingTest {
    private static final byte[] KEY = "a key of thirty-two octets, here".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = "SRS0=".length();

    private final TestClock clock = new TestClock();
    private final SenderRewriting rewriting = new SenderRewriting(KEY, "mail.test", clock);
    private final MessageId id = MessageId.next("us-east-1", clock.instant());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@example.net",
                "User.Name+label@Example.NET",
                "a=b=c@example.net",
                "=@example.net",
                "prvs=0123456789=user@example.net",
                "{^_^}@x-y.example",
                "SRS0x@example.net",
                "SRS@example.net"
            })
    void aSenderOfAnotherHostComesBack(String sender) {
        String rewritten = rewriting.rewrite(id, sender);
        assertThat(rewritten)
                .startsWith("SRS0=")
                .endsWith("=" + sender.substring(0, sender.indexOf('@')) + "@mail.test");
        assertThat(rewritten.indexOf('@')).isLessThanOrEqualTo(64);
        assertThat(rewriting.meaning(rewritten)).isEqualTo(new Meaning.Sender(sender));
        assertThat(rewriting.meaning(rewritten.toUpperCase(Locale.ROOT)))
                .isEqualTo(new Meaning.Sender(sender.toUpperCase(Locale.ROOT)));
        assertThat(rewriting.meaning(rewritten.toLowerCase(Locale.ROOT)))
                .isEqualTo(new Meaning.Sender(sender.toLowerCase(Locale.ROOT)));
    }

    @Test
    void theNullSenderAndOurOwnStayAsTheyAre() {
        assertThat(rewriting.rewrite(id, "")).isEmpty();
        String ours = new ReturnPath(new byte[32], "mail.test").addressOf(id, Optional.empty());
        assertThat(rewriting.rewrite(id, ours)).isEqualTo(ours);
        assertThat(rewriting.rewrite(id, "SRS0=AAAAAAAA=AA=example.net=user@MAIL.test"))
                .isEqualTo("SRS0=AAAAAAAA=AA=example.net=user@MAIL.test");
    }

    /// As libsrs2 does: whoever comes later guards the way straight to the first forwarder.
    @ParameterizedTest
    @ValueSource(strings = {"=", "-", "+"})
    void aSenderThatIsRewrittenAlreadyLeadsToTheFirstForwarder(String separator) {
        String first = "SRS0" + separator + "HHHH=TT=example.net=user@first.example";
        String ours = rewriting.rewrite(id, first);
        assertThat(ours)
                .startsWith("SRS1=")
                .endsWith("=first.example=" + separator + "HHHH=TT=example.net=user@mail.test");
        assertThat(rewriting.meaning(ours)).isEqualTo(new Meaning.Sender(first));

        String second = "SRS1=GGGG=first.example=" + separator + "HHHH=TT=example.net=user@second.example";
        assertThat(rewriting.rewrite(id, second)).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-local-part-that-is-rather-long-but-legal@a-host.of-some-length.example",
                "0100017d38b57c61-f1af1c03-d81e-4101-b7df-4efaac95b71e-000000@amazonses.example",
                "\"quoted local\"@example.net",
                "\"at@sign\"@example.net",
                "jörg@example.net",
                "user@bücher.example",
                "user@[192.0.2.7]",
                ".dots@example.net",
                "two..dots@example.net",
                "SRS1=broken@example.org\r\nX: y"
            })
    void whatDoesNotFitIsFoundByItsMessage(String sender) {
        String rewritten = rewriting.rewrite(id, sender);
        assertThat(rewritten).matches("[a-z0-9-]{1,64}@mail\\.test");
        assertThat(rewriting.meaning(rewritten)).isEqualTo(new Meaning.SenderOf(id));
    }

    @Test
    void anAddressIsGoodForThreeWeeks() {
        String rewritten = rewriting.rewrite(id, "user@example.net");
        clock.advance(Duration.ofDays(21));
        assertThat(rewriting.meaning(rewritten)).isEqualTo(new Meaning.Sender("user@example.net"));
        clock.advance(Duration.ofDays(1));
        assertThat(rewriting.meaning(rewritten)).isEqualTo(new Meaning.Bad());
        // Where the days begin anew, too.
        for (int day = 0; day < 1_100; day++) {
            String later = rewriting.rewrite(id, "user@example.net");
            assertThat(rewriting.meaning(later)).isEqualTo(new Meaning.Sender("user@example.net"));
            clock.advance(Duration.ofDays(1));
        }
    }

    @Test
    void noCharacterOfItCanBeChanged() {
        String rewritten = rewriting.rewrite(id, "user@example.net");
        for (int i = 0; i < rewritten.indexOf('@'); i++) {
            char other = rewritten.charAt(i) == 'x' ? 'y' : 'x';
            String forged = rewritten.substring(0, i) + other + rewritten.substring(i + 1);
            assertThat(rewriting.meaning(forged)).isNotInstanceOf(Meaning.Sender.class);
        }
        String other = rewriting.rewrite(id, "SRS0=HHHH=TT=example.net=user@first.example");
        assertThat(rewriting.meaning(other.replace("first.example", "other.example")))
                .isEqualTo(new Meaning.Bad());
        // Parts can't be moved from one to the next.
        assertThat(rewriting.meaning(rewritten.replace("example.net=user", "example.net=u=ser")))
                .isEqualTo(new Meaning.Bad());
        SenderRewriting anothers = new SenderRewriting(new byte[32], "mail.test", clock);
        assertThat(anothers.meaning(rewritten)).isEqualTo(new Meaning.Bad());
        assertThat(rewriting.meaning(rewritten.replace("mail.test", "example.com")))
                .isEqualTo(new Meaning.None());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SRS0=@mail.test",
                "SRS0==@mail.test",
                "SRS0===@mail.test",
                "SRS0====@mail.test",
                "SRS0=a=b=c@mail.test",
                "SRS0=AAAAAAAA=A=example.net=user@mail.test",
                "SRS0=AAAAAAAA=ſſ=example.net=user@mail.test",
                "SRS1=@mail.test",
                "SRS1==@mail.test",
                "SRS1=a=@mail.test",
                "srs1+AAAAAAAA=first.example==HHHH=TT=example.net=user@mail.test"
            })
    void whatIsMadeUpIsBad(String address) {
        assertThat(rewriting.meaning(address)).isEqualTo(new Meaning.Bad());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "@", "user", "user@mail.test", "SRS0@mail.test", "SRS2=a@mail.test", "SRS0=a=b=c=d@x.example"
            })
    void whatIsNoneIsLeftToOthers(String address) {
        assertThat(rewriting.meaning(address)).isEqualTo(new Meaning.None());
    }

    @Test
    void hashesAreSpread() {
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            hashes.add(rewriting.rewrite(id, "u" + i + "@example.net").substring(HASH, HASH + 8));
        }
        assertThat(hashes).hasSize(5_000).allMatch(hash -> hash.matches("[A-Z2-7]{8}"));
    }
}
