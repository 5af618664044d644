package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// One dialogue a line: what the peer offers and does, what becomes of Ann, Bob and Carl, and whether the connection is
/// used again for a second message.
final class DialogueTest extends RelayFixture {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String BIG = "Subject: big\r\n\r\n" + "0123456789abcde\r\n".repeat(200_000);

    /// More than the sockets' buffers hold, so that the peer's word comes while we still write.
    private static final String HUGE = "Subject: huge\r\n\r\n" + "0123456789abcde\r\n".repeat(1_000_000);

    private enum Reuse {
        REUSED,
        CLOSED
    }

    /// @param outcomes three letters, for Ann, Bob and Carl: `D`elivered, `L`ater, `F`ailed
    private record Case(
            String name,
            UnaryOperator<PeerScript> script,
            String content,
            String outcomes,
            Reuse reuse,
            boolean hurry) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case small(String name, UnaryOperator<PeerScript> script, String outcomes, Reuse reuse) {
        return new Case(name, script, Leases.TEXT, outcomes, reuse, false);
    }

    private static Case big(String name, UnaryOperator<PeerScript> script, String outcomes, Reuse reuse) {
        return new Case(name, script, BIG, outcomes, reuse, false);
    }

    private static Case huge(String name, UnaryOperator<PeerScript> script, String outcomes, Reuse reuse) {
        return new Case(name, script, HUGE, outcomes, reuse, false);
    }

    private static Case slow(String name, UnaryOperator<PeerScript> script, String outcomes, Reuse reuse) {
        return new Case(name, script, Leases.TEXT, outcomes, reuse, true);
    }

    static List<Case> envelope() {
        return List.of(
                small("all accepted", s -> s, "DDD", Reuse.REUSED),
                small("one refused for good", s -> s.reply("RCPT", "bob", "550 5.1.1 no"), "DFD", Reuse.REUSED),
                small("one refused for now", s -> s.reply("RCPT", "bob", "450 4.2.1 busy"), "DLD", Reuse.REUSED),
                small("all refused", s -> s.reply("RCPT", "550 5.1.1 no"), "FFF", Reuse.REUSED),
                small("251 is an acceptance", s -> s.reply("RCPT", "bob", "251 forwards"), "DDD", Reuse.REUSED),
                small("552 without status", s -> s.reply("RCPT", "carl", "552 too many"), "DDL", Reuse.REUSED),
                small("552 with status", s -> s.reply("RCPT", "carl", "552 5.2.2 full"), "DDF", Reuse.REUSED),
                small("sender refused", s -> s.reply("MAIL", "550 5.7.1 no"), "LLL", Reuse.REUSED),
                small("sender put off", s -> s.reply("MAIL", "451 4.7.1 greylisted"), "LLL", Reuse.REUSED),
                small("authentication wanted", s -> s.reply("MAIL", "530 5.7.0 who?"), "LLL", Reuse.REUSED),
                small("3yz to RCPT is unclear", s -> s.reply("RCPT", "bob", "354 what"), "DLD", Reuse.REUSED),
                small("421 to RCPT", s -> s.replyAndClose("RCPT", "421 4.3.2 down"), "LLL", Reuse.CLOSED),
                small("garbage to RCPT", s -> s.raw("RCPT", "250?\r\n"), "LLL", Reuse.CLOSED),
                small("a tab behind the code", s -> s.raw("RCPT", "250\tfine\r\n"), "DDD", Reuse.REUSED),
                small("half a reply to RCPT", s -> s.rawAndDrop("RCPT", "550 5.1.1 n"), "LLL", Reuse.CLOSED),
                small("half a list to MAIL", s -> s.rawAndDrop("MAIL", "550-5.7.1 no\r\n550"), "LLL", Reuse.CLOSED),
                small("two codes in one reply", s -> s.raw("MAIL", "250-a\r\n550 b\r\n"), "LLL", Reuse.CLOSED));
    }

    static List<Case> turns() {
        return List.of(
                small("talk behind the greeting", s -> s.raw("CONNECT", "220 a\r\n250 b\r\n"), "LLL", Reuse.CLOSED),
                small("talk behind EHLO", s -> s.raw("EHLO", "250 a\r\n250 b\r\n"), "LLL", Reuse.CLOSED),
                small("greeting of many lines", s -> s.raw("CONNECT", "220-a\r\n220 b\r\n"), "DDD", Reuse.REUSED),
                small("no welcome", s -> s.replyAndClose("CONNECT", "521 no mail here"), "LLL", Reuse.CLOSED),
                small("silence at the greeting", s -> s.drop("CONNECT"), "LLL", Reuse.CLOSED),
                small(
                        "a greeting in pieces",
                        s -> s.drip("CONNECT", "220 peer\r\n", 4, Duration.ofMillis(10)),
                        "DDD",
                        Reuse.REUSED),
                slow(
                        "a greeting in too many pieces",
                        s -> s.drip("CONNECT", "220 a very long greeting\r\n", 1, PAUSE),
                        "LLL",
                        Reuse.CLOSED),
                slow(
                        "an endless list in time for each line but not for all",
                        s -> s.drip("MAIL", "250-x\r\n".repeat(50) + "250 x\r\n", 7, PAUSE),
                        "LLL",
                        Reuse.CLOSED));
    }

    static List<Case> data() {
        return List.of(
                small("message refused", s -> s.reply("END", "554 5.6.0 no"), "FFF", Reuse.REUSED),
                small("message put off", s -> s.reply("END", "451 4.3.0 later"), "LLL", Reuse.REUSED),
                small("the end is answered with 3yz", s -> s.reply("END", "354 more"), "LLL", Reuse.CLOSED),
                small("the end is answered with 421", s -> s.reply("END", "421 4.3.2 down"), "LLL", Reuse.CLOSED),
                small("bad sequence at the end", s -> s.reply("END", "503 5.5.1 what?"), "LLL", Reuse.REUSED),
                small("taken, then closing", s -> s.raw("END", "250 ok\r\n421 bye\r\n"), "DDD", Reuse.CLOSED),
                small("garbage at the end", s -> s.raw("END", "oh\r\n550 no\r\n"), "LLL", Reuse.CLOSED),
                small("half a refusal at the end", s -> s.rawAndDrop("END", "554 5.6"), "LLL", Reuse.CLOSED),
                small("half a thanks at the end", s -> s.rawAndDrop("END", "250 o"), "LLL", Reuse.CLOSED),
                small("DATA refused", s -> s.reply("DATA", "554 5.7.1 no"), "FFF", Reuse.REUSED),
                small("DATA unknown", s -> s.reply("DATA", "502 5.5.2 what?"), "LLL", Reuse.REUSED),
                small("DATA answered with thanks", s -> s.reply("DATA", "250 ok"), "LLL", Reuse.CLOSED),
                small("thanks before the content", s -> s.raw("DATA", "354 go\r\n250 ok\r\n"), "LLL", Reuse.CLOSED),
                small("refusal behind 354", s -> s.raw("DATA", "354 go\r\n554 5.7.1 no\r\n"), "FFF", Reuse.CLOSED),
                big("a big message", s -> s, "DDD", Reuse.REUSED),
                huge("thanks in mid content", s -> s.interrupt(10, "250 2.0.0 ok"), "LLL", Reuse.CLOSED),
                huge("refusal in mid content", s -> s.interrupt(10, "552 5.3.4 too big"), "FFF", Reuse.CLOSED),
                huge("later in mid content", s -> s.interrupt(10, "452 4.3.1 full"), "LLL", Reuse.CLOSED),
                huge("421 in mid content", s -> s.interruptAndClose(10, "421 4.3.2 down"), "LLL", Reuse.CLOSED),
                huge("garbage in mid content", s -> s.interrupt(10, "hello?"), "LLL", Reuse.CLOSED),
                big("the line is cut in mid content", s -> s.dropInContent(100_000), "LLL", Reuse.CLOSED));
    }

    static List<Case> chunks() {
        return List.of(
                small("one chunk", s -> s, "DDD", Reuse.REUSED),
                big("some chunks", s -> s, "DDD", Reuse.REUSED),
                small("nobody accepted, nothing sent", s -> s.reply("RCPT", "550 5.1.1 no"), "FFF", Reuse.REUSED),
                small("one accepted", s -> s.reply("RCPT", "(ann|bob)", "550 5.1.1 no"), "FFD", Reuse.REUSED),
                small("last chunk refused", s -> s.reply("END", "554 5.6.0 no"), "FFF", Reuse.REUSED),
                small("last chunk put off", s -> s.reply("END", "452 4.3.1 full"), "LLL", Reuse.REUSED),
                big("first chunk refused", s -> s.replyNth("BDAT", 1, "552 5.3.4 too big"), "FFF", Reuse.CLOSED),
                big("second chunk put off", s -> s.replyNth("BDAT", 2, "452 4.3.1 full"), "LLL", Reuse.CLOSED),
                big("a chunk ends in 421", s -> s.reply("BDAT", "421 4.3.2 down"), "LLL", Reuse.CLOSED),
                big("a chunk is answered twice", s -> s.raw("BDAT", "250 ok\r\n250 ok\r\n"), "LLL", Reuse.CLOSED),
                big("a chunk is never answered", s -> s.drop("BDAT"), "LLL", Reuse.CLOSED),
                big("refusal in mid chunk", s -> s.interrupt(10, "552 5.3.4 too big"), "FFF", Reuse.CLOSED),
                small("BDAT unknown", s -> s.reply("BDAT", "500 5.5.1 what?"), "LLL", Reuse.CLOSED),
                small("the line is cut in a chunk", s -> s.dropInContent(5), "LLL", Reuse.CLOSED));
    }

    static Stream<Arguments> dialogues() {
        Stream<Arguments> byData = Stream.of("PIPELINING", "X-LOCK-STEP")
                .flatMap(offer -> Stream.of(envelope(), turns(), data())
                        .flatMap(List::stream)
                        .map(dialogue -> Arguments.of(offer, dialogue)));
        Stream<Arguments> inChunks = Stream.of("PIPELINING\nCHUNKING", "CHUNKING")
                .flatMap(offer -> Stream.of(envelope(), chunks())
                        .flatMap(List::stream)
                        .map(dialogue -> Arguments.of(offer, dialogue)));
        return Stream.concat(byData, inChunks);
    }

    @ParameterizedTest(name = "{1}, with {0}")
    @DisplayName("each recipient has its outcome, and the connection is kept only when both sides agree where they are")
    @MethodSource("dialogues")
    void eachDialogueHasItsOutcomes(String offers, Case dialogue) {
        timeout = dialogue.hurry() ? SHORT : PATIENT;
        ScriptedPeer peer = peer(dialogue.script().apply(new PeerScript().offer(offers.split("\n"))));
        SmtpRelay relay = relay(peer);

        Map<String, Outcome> outcomes = relay.deliver(Leases.lease(Leases.SENDER, dialogue.content(), ANN, BOB, CARL));
        assertThat(letters(outcomes)).as(outcomes.toString()).isEqualTo(dialogue.outcomes());
        if (dialogue.outcomes().contains("D")) {
            assertThat(peer.onlyMessage().text()).isEqualTo(dialogue.content());
        } else {
            assertThat(peer.messageCount()).isZero();
        }
        relay.deliver(Leases.to(ANN));
        assertThat(peer.connectionCount()).isEqualTo(dialogue.reuse() == Reuse.REUSED ? 1 : 2);
    }

    private static String letters(Map<String, Outcome> outcomes) {
        StringBuilder letters = new StringBuilder();
        for (String address : List.of(ANN, BOB, CARL)) {
            letters.append(
                    switch (outcomes.get(address)) {
                        case Outcome.Delivered delivered -> 'D';
                        case Outcome.Deferred deferred -> 'L';
                        case Outcome.Failed failed -> 'F';
                    });
        }
        return letters.toString();
    }
}
