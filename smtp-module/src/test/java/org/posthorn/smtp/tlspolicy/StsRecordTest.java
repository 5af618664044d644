package org.posthorn.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StsRecordTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=STSv1; id=20260101|20260101",
                "v=STSv1;id=a1;|a1",
                "v=STSv1 ; x=y; id=a1 ; z|a1",
                "v=STSv1; id=a1; id=a2|a2",
                "v=STSv1; id=abcdefghijklmnopqrstuvwxyz012345|abcdefghijklmnopqrstuvwxyz012345",
            })
    void theIdIsReadWhereverItStands(String text, String id) {
        assertThat(StsRecord.is(text)).isTrue();
        assertThat(StsRecord.id(text)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1;",
                "v=STSv1; id=",
                "v=STSv1; id=a_1",
                "v=STSv1; ID=a1",
                "v=STSv1; xid=a1",
                "v=STSv1; id=abcdefghijklmnopqrstuvwxyz0123456",
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(StsRecord.id(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=STSv1", "v=STSv2; id=a", " v=STSv1; id=a", "v=spf1; id=a", "v=STSv1x; id=a"})
    void otherRecordsAreNotOfMtaSts(String text) {
        assertThat(StsRecord.is(text)).isFalse();
    }

    @Test
    @Timeout(5)
    void aPolicyOfBlanksIsReadInLinearTime() {
        String line = "mode: " + " ".repeat(64 * 1024) + "x\n";
        assertThatThrownBy(() -> StsPolicy.parse(line.repeat(16), "a", Instant.EPOCH))
                .isInstanceOf(ProtocolException.class);
        assertThat(StsRecord.id("v=STSv1;" + "; \t".repeat(64 * 1024) + "id=")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", "a-1.b", "1.2", "_dmarc.a.b"})
    void hostNamesAreKnown(String name) {
        assertThat(HostName.is(name, 20)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "a._b", "A.b", "a b", "[1.2.3.4]", "ä.b"})
    void otherTextIsNoHostName(String name) {
        assertThat(HostName.is(name, 20)).isFalse();
        assertThat(HostName.is("a".repeat(21), 20)).isFalse();
    }
}
