package org.posthorn.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.api.v1.ErrorCode;
import org.posthorn.engine.SesException;

class QueryParametersTest {
    @Test
    void aPlusAndPercent20AreSpacesAndTextIsUtf8() {
        QueryParameters parameters = parse("a=1+2%203%2B4&b=%C3%A4%E2%82%AC%F0%9F%93%AF", "");
        assertThat(parameters.get("a")).contains("1 2 3+4");
        assertThat(parameters.get("b")).contains("ä€📯");
    }

    @Test
    void theUrlComesBeforeTheBodyAndTheFirstValueCounts() {
        QueryParameters parameters = parse("a=url&a=again", "a=body&b=body");
        assertThat(parameters.get("a")).contains("url");
        assertThat(parameters.get("b")).contains("body");
    }

    @Test
    void emptyPairsAndMissingEqualSignsAreHarmless() {
        QueryParameters parameters = parse("&&a&b=&=c&", "");
        assertThat(parameters.names()).containsExactly("", "a", "b");
        assertThat(parameters.get("a")).contains("");
        assertThat(parameters.get("b")).contains("");
        assertThat(parameters.get("")).contains("c");
    }

    @Test
    void noBytesAtAllMakeItFailOtherwiseThanWithAnAnswer() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? "%&=+.0aF".charAt(random.nextInt(8)) : random.nextInt(256));
            }
            try {
                QueryParameters parameters = QueryParameters.parse("", Chunks.of(bytes), memory -> {});
                parameters
                        .names()
                        .forEach(name -> assertThat(parameters.get(name)).isPresent());
            } catch (SesException refused) {
                assertThat(ErrorCode.of(refused.error()).httpStatus()).isBetween(400, 404);
            }
        }
    }

    @Test
    void manyParametersAreRefused() {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> parse("a&".repeat(QueryParameters.MAX_COUNT), "b"))
                .withMessage("A request may have at most 10000 parameters.");
        assertThat(parse("a&".repeat(QueryParameters.MAX_COUNT), "").names()).hasSize(1);
    }

    @Test
    void memoryOfTheParametersIsTakenBeforeTheyAreKept() {
        List<Integer> taken = new ArrayList<>();
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            form.append('p').append(i).append("=v&");
        }
        QueryParameters.parse("", Chunks.of(bytes(form.toString())), taken::add);
        assertThat(taken.stream().mapToInt(bytes -> bytes).sum()).isBetween(150_000, 250_000);
    }

    @Test
    void utf8IsTakenAndRefusedAsTheJdkDoes() {
        Random random = new Random(2);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = EDGES[random.nextInt(EDGES.length)];
            }
            StringBuilder form = new StringBuilder("v=");
            for (byte b : bytes) {
                form.append(String.format("%%%02X", b & 0xff));
            }
            Optional<String> expected = strictly(bytes);
            if (expected.isPresent()) {
                assertThat(parse("", form.toString()).get("v")).isEqualTo(expected);
            } else {
                refused++;
                assertThatExceptionOfType(SesException.class).isThrownBy(() -> parse("", form.toString()));
            }
        }
        assertThat(refused).isBetween(1_000, 19_900);
    }

    /// The bytes at which the well-formed sequences begin and end.
    private static final byte[] EDGES = {
        0x00,
        0x41,
        0x7f,
        (byte) 0x80,
        (byte) 0x8f,
        (byte) 0x90,
        (byte) 0x9f,
        (byte) 0xa0,
        (byte) 0xbf,
        (byte) 0xc0,
        (byte) 0xc1,
        (byte) 0xc2,
        (byte) 0xdf,
        (byte) 0xe0,
        (byte) 0xe1,
        (byte) 0xed,
        (byte) 0xee,
        (byte) 0xef,
        (byte) 0xf0,
        (byte) 0xf1,
        (byte) 0xf4,
        (byte) 0xf5,
        (byte) 0xff
    };

    private static Optional<String> strictly(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Test
    void base64IsTakenAndRefusedAsTheJdkDoesWhateverItsLength() {
        Random random = new Random(3);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[round % 50 == 0 ? 48_000 + random.nextInt(100_000) : random.nextInt(9)];
            random.nextBytes(bytes);
            StringBuilder text = new StringBuilder(Base64.getEncoder().encodeToString(bytes));
            for (int i = random.nextInt(4); i > 0; i--) {
                text.insert(random.nextInt(text.length() + 1), "\r\n=A\u00e4 ".charAt(random.nextInt(6)));
            }
            QueryParameters parameters = parse("", "v=" + URLEncoder.encode(text.toString(), StandardCharsets.UTF_8));
            Optional<byte[]> expected = decoded(text.toString());
            if (expected.isPresent()) {
                assertThat(parameters.base64("v")).isEqualTo(expected.get());
            } else {
                assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> parameters.base64("v"));
            }
        }
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            String line = text.replace("\r", "").replace("\n", "");
            return Optional.of(Base64.getDecoder().decode(line.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Test
    void valuesAreReadAcrossPieces() {
        String value = "\u00e4\u20ac\ud83d\udcef+%".repeat(20_000);
        QueryParameters parameters = parse(
                "", "a=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&b=" + value.replace("+%", "") + "&c=1");
        assertThat(parameters.get("a")).contains(value);
        assertThat(parameters.get("b")).contains(value.replace("+%", ""));
        assertThat(parameters.get("c")).contains("1");
    }

    private static QueryParameters parse(String query, String form) {
        return QueryParameters.parse(query, Chunks.of(bytes(form)), memory -> {});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
