package org.posthorn.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.SesException;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.IdentityType;

class QueryDecoderTest {
    record Inner(String name, Optional<Integer> number) {}

    record Everything(
            String text,
            int number,
            boolean flag,
            byte[] blob,
            Instant time,
            IdentityType choice,
            Inner inner,
            Optional<Inner> maybe,
            List<String> words,
            List<Inner> inners) {}

    record Words(@Required List<String> words) {}

    private static final String SCALARS =
            "Text=t&Number=7&Flag=true&Blob=AAE%3D&Time=2026-11-24T12:00:00Z&Choice=Domain&Inner.Name=n";

    @Test
    void everyKindIsRead() {
        Everything read = decode(
                SCALARS + "&Inner.Number=-3&Maybe.Name=m&Words.member.1=a&Inners.member.1.Name=x", Everything.class);
        assertThat(read.text()).isEqualTo("t");
        assertThat(read.number()).isEqualTo(7);
        assertThat(read.flag()).isTrue();
        assertThat(read.blob()).containsExactly(0, 1);
        assertThat(read.time()).isEqualTo("2026-11-24T12:00:00Z");
        assertThat(read.choice()).isEqualTo(IdentityType.Domain);
        assertThat(read.inner()).isEqualTo(new Inner("n", Optional.of(-3)));
        assertThat(read.maybe()).contains(new Inner("m", Optional.empty()));
        assertThat(read.words()).containsExactly("a");
        assertThat(read.inners()).containsExactly(new Inner("x", Optional.empty()));
    }

    @Test
    void absentOptionalsAndListsAreEmpty() {
        Everything read = decode(SCALARS, Everything.class);
        assertThat(read.maybe()).isEmpty();
        assertThat(read.words()).isEmpty();
        assertThat(read.inners()).isEmpty();
    }

    @Test
    void listsAreSortedByNumberAndGapsAreClosed() {
        assertThat(decode("Words.member.10=c&Words.member.2=b&Words.member.1=a", Words.class)
                        .words())
                .containsExactly("a", "b", "c");
    }

    @Test
    void listsMayBeWrittenWithoutMember() {
        assertThat(decode("Words.2=b&Words.1=a", Words.class).words()).containsExactly("a", "b");
    }

    @Test
    void anEmptyListSatisfiesWhatMustBePresent() {
        assertThat(decode("Words=", Words.class).words()).isEmpty();
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> decode("", Words.class))
                .withMessage("1 validation error detected: Value null at 'words' failed to satisfy constraint: Member"
                        + " must not be null");
    }

    @Test
    void timesMayHaveMillisecondsAndOffsets() {
        String form = SCALARS.replace("12:00:00Z", "12:00:00.500%2B02:00");
        assertThat(decode(form, Everything.class).time()).isEqualTo("2026-11-24T10:00:00.500Z");
    }

    @Test
    void anEmptyTextIsNotNull() {
        assertThat(decode(SCALARS.replace("Text=t", "Text="), Everything.class).text())
                .isEmpty();
    }

    @Test
    void violationsOfAllDepthsAreReportedTogether() {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> decode(
                        "Number=1&Flag=true&Blob=&Time=2026-11-24T12:00:00Z&Choice=x&Inner.Number=1"
                                + "&Inners.member.3.Number=1",
                        Everything.class))
                .withMessage("4 validation errors detected: Value null at 'inners.3.member.name' failed to satisfy"
                        + " constraint: Member must not be null; Value null at 'inner.name' failed to satisfy"
                        + " constraint: Member must not be null; Value at 'choice' failed to satisfy constraint:"
                        + " Member must satisfy enum value set: [Domain, EmailAddress]; Value null at 'text' failed"
                        + " to satisfy constraint: Member must not be null");
    }

    private static <T extends Record> T decode(String query, Class<T> type) {
        return QueryDecoder.decode(QueryParameters.parse(query), type);
    }
}
