package org.posthorn.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
        assertThat(parse("&&a&b=&=c&", "").all())
                .containsEntry("a", "")
                .containsEntry("b", "")
                .containsEntry("", "c")
                .hasSize(3);
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
                assertThat(QueryParameters.parse("", bytes).all()).isNotNull();
            } catch (SesException refused) {
                assertThat(refused.error().httpStatus()).isBetween(400, 404);
            }
        }
    }

    @Test
    void manyParametersAreRefused() {
        assertThatExceptionOfType(SesException.class)
                .isThrownBy(() -> parse("a&".repeat(QueryParameters.MAX_COUNT), "b"))
                .withMessage("A request may have at most 10000 parameters.");
        assertThat(parse("a&".repeat(QueryParameters.MAX_COUNT), "").all()).hasSize(1);
    }

    private static QueryParameters parse(String query, String form) {
        return QueryParameters.parse(query, form.getBytes(StandardCharsets.UTF_8));
    }
}
