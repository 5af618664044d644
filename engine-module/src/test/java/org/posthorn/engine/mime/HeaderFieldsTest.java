package org.posthorn.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;

class HeaderFieldsTest {
    private static final String FOLDED =
            "Received: from a\r\n\t  by b\r\n \r\n for c\r\nno field at all\r\n: no name\r\nSubject : x \r\n\r\nbody: y\r\n";

    @Test
    void linesOfAFieldAreJoinedAsTheyAre() {
        assertThat(HeaderFields.of("A: 1\r\n\t 2\nB: 3\r\n\r\n").fields())
                .containsExactly(new MessageHeader("A", "1\t 2"), new MessageHeader("B", "3"));
    }

    @Test
    void blanksBetweenTheLinesOfMailThatCameInAreOneAndItsBodyIsNotRead() {
        assertThat(HeaderFields.of(Content.of(FOLDED), 1_000).fields())
                .containsExactly(
                        new MessageHeader("Received", "from a by b  for c"), new MessageHeader("Subject", "x"));
    }

    @Test
    void whatStartsFoldedBelongsToNoField() {
        assertThat(HeaderFields.of(" x: y\r\nA: 1").fields()).contains(new MessageHeader("A", "1"));
        assertThat(HeaderFields.of("").fields()).isEmpty();
        assertThat(HeaderFields.of("\r").fields()).isEmpty();
        assertThat(HeaderFields.of("A: 1\r").fields()).containsExactly(new MessageHeader("A", "1"));
    }

    @Test
    void moreThanIsAskedForIsCutAtTheEndOfAField() {
        HeaderFields all = HeaderFields.of("A: 12345\r\nB: 12345\r\n");
        assertThat(all.first(12)).isEqualTo(all);
        HeaderFields first = all.first(11);
        assertThat(first.fields()).containsExactly(new MessageHeader("A", "12345"));
        assertThat(first.truncated()).isTrue();
        assertThat(HeaderFields.of(Content.of("A: 1\r\nB: 2\r\n\r\n"), 8))
                .isEqualTo(new HeaderFields(List.of(new MessageHeader("A", "1")), true));
    }

    @Test
    @Timeout(20)
    void aMegabyteOfTheWorstTextIsReadInItsTime() {
        for (String piece : List.of(" ", "\r", "\n", ":", "a:\r\n ", "a\r\n", "\r\n \t")) {
            String text = "A: 1\r\n" + piece.repeat(1_000_000 / piece.length());
            HeaderFields fields = HeaderFields.of(text);
            assertThat(fields.fields()).isNotEmpty();
            assertThat(fields.first(100).fields().size()).isLessThanOrEqualTo(100);
            assertThat(HeaderFields.of(Content.of(text), text.length()).fields())
                    .isNotEmpty();
        }
    }

    @Test
    void commonHeadersAreDecodedAndListed() {
        CommonHeaders common = CommonHeaders.of(HeaderFields.of("""
                Return-Path: <a@example.com>
                From: =?utf-8?q?J=C3=B6rg?= <a@example.com>
                To: b@example.com, "C, D" <c@example.com>
                To: second@example.com
                Subject: =?utf-8?b?w7xiZXI=?=
                """));
        assertThat(common.returnPath()).contains("<a@example.com>");
        assertThat(common.from()).contains(List.of("\"Jörg\" <a@example.com>"));
        assertThat(common.to()).contains(List.of("b@example.com", "\"C, D\" <c@example.com>"));
        assertThat(common.subject()).contains("über");
        assertThat(common.bcc()).isEmpty();
        assertThat(common.messageId()).isEqualTo(Optional.empty());
    }

    @Test
    @Timeout(20)
    void addressesWithoutEndAreToldUpToABound() {
        String many = "To: " + "someone@example.com, ".repeat(50_000);
        List<String> told = CommonHeaders.of(HeaderFields.of(many)).to().orElseThrow();
        assertThat(told).hasSizeBetween(500, 1_000).allMatch("someone@example.com"::equals);
    }
}
