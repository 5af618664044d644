package org.posthorn.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.IdentityType;

class JsonCodecTest {
    record Inner(String name, Optional<Integer> number) {}

    record Everything(
            String text,
            int number,
            long large,
            double ratio,
            boolean flag,
            byte[] blob,
            Instant time,
            IdentityType choice,
            Inner inner,
            Optional<Inner> maybe,
            List<String> words,
            List<Inner> inners,
            Map<String, List<String>> named) {}

    record Some(
            Optional<String> text,
            boolean flag,
            Optional<Instant> time,
            Optional<Integer> number,
            Optional<Inner> inner,
            List<String> words,
            Optional<IdentityType> choice) {}

    record Needs(@Required List<String> words, String text, Optional<IdentityType> choice) {}

    private static final String EVERYTHING = """
            {"Text":"t","Number":7,"Large":5000000000,"Ratio":0.5,"Flag":true,"Blob":"AAE=","Time":1790312384.592,\
            "Choice":"Domain","Inner":{"Name":"n","Number":-3},"Maybe":{"Name":"m"},"Words":["a"],\
            "Inners":[{"Name":"x"}],"Named":{"k":["v"]}}""";

    @Test
    void everyKindIsReadAndWritten() {
        Everything read = read(EVERYTHING, Everything.class);
        assertThat(read.time()).isEqualTo(Instant.ofEpochMilli(1_790_312_384_592L));
        assertThat(read.blob()).containsExactly(0, 1);
        assertThat(read.inner()).isEqualTo(new Inner("n", Optional.of(-3)));
        assertThat(read.named()).containsExactly(Map.entry("k", List.of("v")));
        assertThat(new String(JsonWriter.write(read, JsonDialect.SES), StandardCharsets.UTF_8))
                .isEqualTo(EVERYTHING);
    }

    @Test
    void theOperatorsDialectHasNamesAsDeclaredAndTimesAsText() {
        byte[] written = JsonWriter.write(
                List.of(read("{\"Time\":1.79E9,\"Flag\":\"Yes\",\"Text\":\"\u00e4\"}", Some.class)),
                JsonDialect.OPERATOR);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("[{\"text\":\"\u00e4\",\"flag\":true,\"time\":\"2026-09-21T14:13:20Z\",\"words\":[]}]");
        byte[] object = "{\"time\":\"2026-09-21T14:13:20Z\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonReader.read(object, Some.class, JsonDialect.OPERATOR).time())
                .contains(Instant.ofEpochSecond(1_790_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"Text\":null,\"Words\":null,\"Inner\":null}", "{\"text\":1,\"More\":{\"a\":[[{}]]}}"
            })
    void whatIsAbsentNullOrNotKnownIsEmpty(String json) {
        assertThat(read(json, Some.class))
                .isEqualTo(new Some(
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void theOperatorsDialectRefusesWhatItDoesNotKnow() {
        byte[] object = "{\"flag\":true,\"more\":1}".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(JsonMismatch.class)
                .isThrownBy(() -> JsonReader.read(object, Some.class, JsonDialect.OPERATOR))
                .satisfies(mismatch -> assertThat(mismatch.path()).isEqualTo("more"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"Text":1}                | text          | NUMBER_VALUE can not be converted to a String
            {"Text":true}             | text          | TRUE_VALUE can not be converted to a String
            {"Text":false}            | text          | FALSE_VALUE can not be converted to a String
            {"Text":[]}               | text          | Start of list found where not expected
            {"Text":{}}               | text          | Start of structure or map found where not expected.
            {"Inner":"a"}             | inner         | Expected null
            {"Inner":[]}              | inner         | Start of list found where not expected
            {"Inner":{"Name":1}}      | inner.name    | NUMBER_VALUE can not be converted to a String
            {"Words":"a"}             | words         | Expected list or null
            {"Words":{}}              | words         | Start of structure or map found where not expected.
            {"Words":["a",2]}         | words.2.member | NUMBER_VALUE can not be converted to a String
            {"Flag":1}                | flag          | NUMBER_VALUE can not be converted to a Boolean
            {"Flag":"maybe"}          | flag          | STRING_VALUE can not be converted to an Boolean
            {"Number":"1"}            | number        | STRING_VALUE can not be converted to an Integer
            {"Number":1.5}            | number        | NUMBER_VALUE can not be converted to an Integer
            {"Number":4294967296}     | number        | NUMBER_VALUE can not be converted to an Integer
            {"Number":1e99999999}     | number        | NUMBER_VALUE can not be converted to an Integer
            {"Time":1e99999999}       | time          | NUMBER_VALUE can not be converted to a Timestamp
            {"Time":"yesterday"}      | time          | STRING_VALUE can not be converted to a Timestamp
            """)
    void aValueOfAnotherTypeIsNamed(String json, String path, String text) {
        assertThatExceptionOfType(JsonMismatch.class)
                .isThrownBy(() -> read(json, Some.class))
                .satisfies(mismatch -> assertThat(mismatch.text()).isEqualTo(text))
                .satisfies(mismatch -> assertThat(mismatch.path()).isEqualTo(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "[]",
                "1",
                "null",
                "{",
                "{\"Text\":\"a\"",
                "{\"Text\"}",
                "{\"Flag\":null}",
                "{} {}",
                "{\"Text\":\"\\q\"}",
                "<a/>"
            })
    void whatIsNoObjectIsRefusedWithoutWords(String json) {
        assertThatExceptionOfType(JsonMismatch.class)
                .isThrownBy(() -> read(json, Some.class))
                .satisfies(mismatch -> assertThat(mismatch.text()).isNull());
    }

    @Test
    void brokenConstraintsAreGathered() {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> read("{\"Choice\":\"House\"}", Needs.class))
                .satisfies(refused -> assertThat(refused.error()).isEqualTo(SesError.VALIDATION_ERROR))
                .withMessage("3 validation errors detected: Value at 'choice' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [EmailAddress, Domain]; Value at 'words' failed to satisfy"
                        + " constraint: Member must not be null; Value at 'text' failed to satisfy constraint:"
                        + " Member must not be null");
    }

    @Test
    @Timeout(20)
    void depthAndNumbersAreBounded() {
        assertThatExceptionOfType(JsonMismatch.class)
                .isThrownBy(() -> read("{\"More\":" + "[".repeat(100_000), Some.class));
        assertThatExceptionOfType(JsonMismatch.class)
                .isThrownBy(() -> read("{\"Number\":" + "1".repeat(100_000) + "}", Some.class));
    }

    private static <T extends Record> T read(String json, Class<T> type) {
        return JsonReader.read(json.getBytes(StandardCharsets.UTF_8), type, JsonDialect.SES);
    }
}
