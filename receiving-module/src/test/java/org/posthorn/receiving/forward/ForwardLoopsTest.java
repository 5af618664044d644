package org.posthorn.receiving.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptForward;

class ForwardLoopsTest {
    private static final Tenant TENANT = new Tenant("123456789012", "us-east-1");
    private static final List<ReceiptForward> FORWARDS =
            List.of(new ReceiptForward("behind", List.of("example.com"), "127.0.0.1", 25, "off", Instant.EPOCH));

    private final ForwardLoops loops = new ForwardLoops(new byte[32]);

    @Test
    void whatWasForwardedForARecipientIsKnownAndNothingElse() {
        Content content = Content.of("Subject: s\r\n\r\nbody\r\n");
        Content marked = loops.marked(content, TENANT, List.of("One@example.com", "two@example.com"));
        Set<String> marks = loops.marksOf(marked);
        assertThat(marks).hasSize(2);
        assertThat(loops.isLoop(marks, TENANT, FORWARDS, "one@EXAMPLE.com")).isTrue();
        assertThat(loops.isLoop(marks, TENANT, FORWARDS, "two@example.com")).isTrue();
        assertThat(loops.isLoop(marks, TENANT, FORWARDS, "three@example.com")).isFalse();
        assertThat(loops.isLoop(marks, TENANT, List.of(), "one@example.com"))
                .as("it was removed")
                .isFalse();
        assertThat(loops.isLoop(marks, new Tenant("123456789012", "eu-west-1"), FORWARDS, "one@example.com"))
                .isFalse();
        assertThat(new ForwardLoops(new byte[] {1}).isLoop(marks, TENANT, FORWARDS, "one@example.com"))
                .isFalse();
        assertThat(loops.marksOf(content)).isEmpty();
        assertThat(new String(marked.bytes(), StandardCharsets.UTF_8))
                .endsWith("Subject: s\r\n\r\nbody\r\n")
                .doesNotContain("example.com");
    }

    @Test
    void aMarkIsFoundBelowOtherFieldsInAnyCaseAndNotInTheBody() {
        String token = loops.marksOf(loops.marked(Content.of("\r\n"), TENANT, List.of("a@example.com")))
                .iterator()
                .next();
        assertThat(loops.marksOf(Content.of("Received: x\r\n y\r\nx-posthorn-FORWARDED :\r\n\t" + token + "\r\n\r\n")))
                .containsExactly(token);
        assertThat(loops.marksOf(Content.of("Subject: s\r\n\r\nX-Posthorn-Forwarded: " + token + "\r\n")))
                .isEmpty();
        assertThat(loops.marksOf(Content.of("Subject: s\r\n X-Posthorn-Forwarded: " + token + "\r\n\r\n")))
                .isEmpty();
    }

    @Test
    void theReturnPathOfThisServerIsTakenOffAndNoOther() {
        List<String> one = List.of("a@example.com");
        for (String before : List.of("", "X-Added: Return-Path: no\r\n")) {
            Content marked = loops.marked(
                    Content.of(before
                            + "Return-Path: <s@x.test>\r\nReceived: x\r\nReturn-Path: old\r\n\r\nReturn-Path: b"),
                    TENANT,
                    one);
            assertThat(new String(marked.bytes(), StandardCharsets.UTF_8))
                    .endsWith("\r\n" + before + "Received: x\r\nReturn-Path: old\r\n\r\nReturn-Path: b");
        }
        for (String without : List.of("", "Return-Path:", "S: s\r\n\r\nReturn-Path: body\r\n")) {
            String marked =
                    new String(loops.marked(Content.of(without), TENANT, one).bytes(), StandardCharsets.UTF_8);
            assertThat(marked.substring(marked.indexOf('\n') + 1))
                    .isEqualTo(without.equals("Return-Path:") ? "" : without);
        }
    }

    @Test
    void manyRecipientsMakeLinesThatAreShort() {
        List<String> many = IntStream.range(0, 1_000)
                .mapToObj(i -> "r" + i + "@example.com")
                .toList();
        Content marked = loops.marked(Content.of("\r\n"), TENANT, many);
        assertThat(loops.marksOf(marked)).hasSize(1_000);
        assertThat(new String(marked.bytes(), StandardCharsets.US_ASCII).lines())
                .allMatch(line -> line.length() <= 78);
    }
}
