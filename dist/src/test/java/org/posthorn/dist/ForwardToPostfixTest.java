package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.engine.mail.ReceivedId;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.smtp.testing.LoopbackDns;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;

/// A real Postfix behind: what it takes, what it refuses at once or later, and what it sends back.
class ForwardToPostfixTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void postfixTakesMailAndItsBouncesComeBackToTheSender() throws Exception {
        assumeTrue(Postfix.isAvailable(), "skipped: needs root, and Postfix (apt-get install postfix)");
        int inbound = Postfix.freePort();
        try (LoopbackDns dns = LoopbackDns.start().txt("sender.example", "v=spf1 ip4:127.0.0.0/8 -all");
                Postfix postfix = Postfix.startBehind(Path.of("/tmp"), inbound);
                ScriptedPeer outside = ScriptedPeer.start();
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.hosts=" + outside.address(),
                        "inbound.listen=127.0.0.1:" + inbound,
                        "dns.servers=127.0.0.1:" + dns.address().getPort(),
                        "retry.schedule=1s")) {
            posthorn.tenant(new Tenant("123456789012", "us-east-1"), "example.net");
            String address = "127.0.0.1:" + inbound;
            forwardTo(postfix, address);

            send(address, "box@example.net", "taken");
            String stored = await("the mailbox")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> stored(postfix, "Subject: taken"), Optional::isPresent)
                    .orElseThrow();
            assertThat(stored)
                    .containsPattern(
                            "(?m)^Return-Path: <SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=sender\\.example=ann@mail\\.test>$")
                    .contains("\nX-Original-To: box@example.net\n")
                    .endsWith("Subject: taken\nFrom: ann@sender.example\n\nbody of taken\n");

            bouncesComeBack(address, outside);

            String refused = send(address, "refused@example.net", "refused");
            await("the refusal")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> CommandLineRun.json(directory, "queue", "show", refused)
                            .toString()
                            .contains("550 5.1.1 <refused@example.net>: Recipient address rejected"));
            assertThat(stored(postfix, "Subject: gone")).isEmpty();
        }
    }

    private void forwardTo(Postfix postfix, String address) {
        CommandLineRun.json(
                directory,
                "receipt",
                "forward",
                "add",
                "postfix",
                "--account",
                "123456789012",
                "--recipient",
                "example.net",
                "--to",
                postfix.address());
        await("that it is known")
                .atMost(TestServer.PATIENCE)
                .until(() -> InboundClient.send(address, "", List.of("box@example.net"), "")
                        .getFirst()
                        .startsWith("250"));
    }

    private static void bouncesComeBack(String address, ScriptedPeer outside) throws Exception {
        // Found out later: a report of Postfix, from the null sender, to the rewritten sender.
        send(address, "gone@example.net", "gone");
        ReceivedMessage bounced = outside(outside, "Subject: gone");
        assertThat(bounced.sender()).isEmpty();
        assertThat(bounced.recipients()).containsExactly("ann@sender.example");
        assertThat(bounced.text()).contains("Content-Type: multipart/report").contains("gone@example.net");

        // Postfix brings it back, is told that it is a loop, and bounces it to the rewritten sender.
        send(address, "loop@example.net", "loop");
        ReceivedMessage looped = outside(outside, "Subject: loop");
        assertThat(looped.recipients()).containsExactly("ann@sender.example");
        assertThat(looped.text()).contains("5.4.6");
    }

    /// @return the id in the queue
    private static String send(String address, String recipient, String subject) throws Exception {
        String content = "Subject: " + subject + "\r\nFrom: ann@sender.example\r\n\r\nbody of " + subject + "\r\n";
        String reply = InboundClient.send(address, "ann@sender.example", List.of(recipient), content)
                .getLast();
        assertThat(reply).startsWith("250 2.0.0 Ok ");
        return ReceivedId.parse(reply.substring("250 2.0.0 Ok ".length()))
                .orElseThrow()
                .toString();
    }

    private static Optional<String> stored(Postfix postfix, String words) throws Exception {
        for (Path file : postfix.delivered()) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains(words)) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private static ReceivedMessage outside(ScriptedPeer outside, String words) {
        return await(words)
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> outside.messages().stream()
                                .filter(message -> message.text().contains(words))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
