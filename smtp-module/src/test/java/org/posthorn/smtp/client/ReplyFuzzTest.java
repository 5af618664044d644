package org.posthorn.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;

/// Whatever a peer says, each recipient has an outcome, soon, and only a clear 5yz is a failure.
final class ReplyFuzzTest extends RelayFixture {
    private static final int ROUNDS = 300;
    private static final List<String> STEPS =
            List.of("CONNECT", "EHLO", "HELO", "MAIL", "RCPT", "DATA", "BDAT", "END", "RSET");
    private static final List<String> RECIPIENTS = List.of(ANN, BOB, CARL);

    @Test
    void noReplyHangsOrLosesOrFailsAMessageThatWasNotRefused() {
        timeout = Duration.ofMillis(250);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            Set<String> refusing = new HashSet<>();
            PeerScript script = new PeerScript().offer(offers(random));
            for (int i = random.nextInt(1, 3); i > 0; i--) {
                String step = STEPS.get(random.nextInt(STEPS.size()));
                if (misbehave(script, step, random)) {
                    refusing.add(step);
                }
            }
            try (ScriptedPeer peer = ScriptedPeer.start(script)) {
                check(round, peer, refusing);
            }
        }
    }

    private void check(int round, ScriptedPeer peer, Set<String> refusing) {
        SmtpRelay relay = relay(peer);
        for (int message = 0; message < 2; message++) {
            long started = System.nanoTime();
            Map<String, Outcome> outcomes = relay.deliver(Leases.to(ANN, BOB, CARL));
            Duration took = Duration.ofNanos(System.nanoTime() - started);

            assertThat(outcomes).as("round %d", round).containsOnlyKeys(RECIPIENTS);
            // Each step has at most its own limit, and there are fewer than twenty.
            assertThat(took).as("round %d", round).isLessThan(Duration.ofSeconds(15));
            if (refusing.isEmpty()) {
                assertThat(outcomes.values()).as("round %d", round).noneMatch(Outcome.Failed.class::isInstance);
            }
            outcomes.values().stream()
                    .filter(Outcome.Failed.class::isInstance)
                    .forEach(failed -> assertThat(failed.reply().code())
                            .as("round %d: %s", round, failed)
                            .isBetween(500, 599)
                            .isNotIn(500, 502, 503, 530));
        }
        relay.close();
    }

    private static String[] offers(Random random) {
        return List.of("PIPELINING", "CHUNKING", "8BITMIME", "SIZE 0", "DSN").stream()
                .filter(offer -> random.nextBoolean())
                .toArray(String[]::new);
    }

    /// Adds one rule for a step.
    ///
    /// @return whether it holds a line that a careful reader may take for a 5yz
    private static boolean misbehave(PeerScript script, String step, Random random) {
        String reply = reply(random);
        boolean refusing = reply.lines().anyMatch(line -> line.startsWith("5")) && mayRefuse(step);
        switch (random.nextInt(4)) {
            case 0 -> script.rawAndDrop(step, reply.substring(0, random.nextInt(reply.length() + 1)));
            case 1 -> script.raw(step, reply);
            case 2 -> script.replyNth(step, random.nextInt(1, 3), "4" + random.nextInt(10) + "1 later");
            default -> {
                if (random.nextInt(8) == 0) {
                    script.hang(step);
                } else {
                    script.drop(step);
                }
            }
        }
        return refusing;
    }

    /// A refusal of the session is the host's affair, and never the message's.
    private static boolean mayRefuse(String step) {
        return List.of("MAIL", "RCPT", "DATA", "BDAT", "END").contains(step);
    }

    private static String reply(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> noise(random, 40) + "\r\n";
            case 1 -> random.nextInt(200, 600) + " " + noise(random, 20) + "\r\n";
            case 2 -> random.nextInt(200, 600) + "-a\r\n" + random.nextInt(200, 600) + " b\r\n";
            case 3 -> random.nextInt(100, 1000) + (random.nextBoolean() ? "-" : "\t") + "x\r\n";
            case 4 -> "250 ok\r\n" + random.nextInt(200, 600) + " and more\r\n";
            default -> {
                String code = String.valueOf(random.nextInt(200, 600));
                yield (code + "-more\r\n").repeat(random.nextInt(1, 150)) + code + " last\r\n";
            }
        };
    }

    /// Bytes without line ends that start with no digit.
    private static String noise(Random random, int max) {
        StringBuilder noise = new StringBuilder("~");
        for (int i = random.nextInt(max); i > 0; i--) {
            char c = (char) random.nextInt(256);
            noise.append(c == '\n' ? '~' : c);
        }
        return noise.toString();
    }
}
