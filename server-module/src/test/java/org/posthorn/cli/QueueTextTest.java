package org.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QueueTextTest {
    private static final String ID = "010f019a00000000-01234567-89ab-cdef-0123-456789abcdef-000000";

    @Test
    void aMessageHasItsIdALineAboutItAndOneOrTwoForEachRecipient() {
        assertThat(QueueText.messages(messages(2), 70)).isEqualTo(ID + """

                  2026-11-26T02:29:12Z  123456789012 us-east-1  4711 bytes  from shop…
                  to0@example.net  PENDING, 1 attempt, due 2026-11-26T03:29:12Z
                    450 4.2.1 mailbox busy, and many more words that nobody reads as …
                  to1@example.net  DELIVERED, 0 attempts
                """);
        assertThat(QueueText.messages(messages(2), Terminal.ENDLESS))
                .contains("from shop@example.com\n", "as a rule\n")
                .doesNotContain("…");
        assertThat(QueueText.messages(messages(12), 70))
                .contains("to9@")
                .doesNotContain("to10@")
                .endsWith("  and 2 more, see `queue show`\n");
        assertThat(QueueText.messages(json("[]"), 70)).isEqualTo("none\n");
    }

    @Test
    void aDestinationHasItsNameUncutItsNumbersAndItsLastFailure() {
        String name = "mx:" + "mx1.example.net,".repeat(6);
        assertThat(QueueText.destinations(
                        json(
                                "[{\"name\":\"NAME\",\"queued\":3,\"active\":1,\"window\":5,\"perSecond\":2.5,\"paused\":true,"
                                                .replace("NAME", name)
                                        + "\"suspended\":true,\"lastFailure\":\"451 4.4.1 no connection\\u001b[2J, as it is\","
                                        + "\"delivered\":1,\"deferred\":2,\"bounced\":3},"
                                        + "{\"name\":\"relay:a:25\",\"queued\":0,\"active\":0,\"window\":5,\"perSecond\":null,"
                                        + "\"paused\":false,\"suspended\":false,\"lastFailure\":null,\"delivered\":0,"
                                        + "\"deferred\":0,\"bounced\":0}]"),
                        40))
                .isEqualTo(name + """
                          PAUSED  SUSPENDED
                          queued 3, active 1 of 5, 2.5 a second…
                          last failure: 451 4.4.1 no connection…
                        relay:a:25
                          queued 0, active 0 of 5; delivered 0,…
                        """);
    }

    @ParameterizedTest
    @CsvSource({"80, 80", "7, 40", "0, 40", "99999, 99999"})
    void theWidthIsWhatColumnsSays(String given, int columns) {
        assertThat(Terminal.columns(Map.of("COLUMNS", given))).isEqualTo(columns);
    }

    /// Tests have no terminal, as commands in a pipe have none.
    @ParameterizedTest
    @CsvSource({"''", "wide", "-5", "100000"})
    void withoutANumberOrATerminalNothingIsCut(String given) {
        assertThat(Terminal.columns(Map.of("COLUMNS", given))).isEqualTo(Terminal.ENDLESS);
    }

    private static JsonNode messages(int recipients) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < recipients; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("{\"address\":\"to" + i + "@example.net\",")
                    .append(
                            i == 0
                                    ? "\"status\":\"PENDING\",\"attempts\":1,\"due\":\"2026-11-26T03:29:12.250Z\","
                                            + "\"lastReply\":\"450 4.2.1 mailbox busy, and many more words that nobody"
                                            + " reads as a rule\"}"
                                    : "\"status\":\"DELIVERED\",\"attempts\":0,\"due\":null,\"lastReply\":null}");
        }
        return json("[{\"id\":\"" + ID + "\",\"accountId\":\"123456789012\",\"region\":\"us-east-1\",\"kind\":\"API\","
                + "\"source\":\"shop@example.com\",\"acceptedAt\":\"2026-11-26T02:29:12.123456789Z\",\"sizeBytes\":4711,"
                + "\"recipients\":[" + all + "]}]");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
