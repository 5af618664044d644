package org.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswerTableTest {
    @Test
    void anObjectHasItsListsBelow() {
        assertThat(table(
                        "{\"id\":\"1\",\"sizeBytes\":20,\"to\":[{\"address\":\"a\",\"log\":[{\"at\":\"now\",\"reply\":\"250 ok\"},"
                                + "{\"at\":\"later\",\"reply\":\"\"}]},{\"address\":\"b\",\"log\":[]}]}"))
                .isEqualTo("""
                        id         1
                        sizeBytes  20
                        to
                          address  a
                          log
                            at     reply
                            now    250 ok
                            later

                          address  b
                          log
                        """);
    }

    @Test
    void aListIsATableAndTellsListsOfItsElementsInOneCell() {
        assertThat(table(
                        "[{\"id\":\"1\",\"to\":[{\"address\":\"a\",\"log\":[{\"at\":\"now\"}]},{\"address\":\"b\"}]}]"))
                .isEqualTo("""
                        id  to
                        1   a; b
                        """);
        assertThat(table("[]")).isEqualTo("none\n");
    }

    @Test
    void oneLongValueMakesNoRoomInOtherRows() {
        String value = "x".repeat(65);
        assertThat(table("[{\"key\":\"a\",\"value\":\"1\",\"from\":\"default\"},{\"key\":\"b\",\"value\":\"" + value
                        + "\",\"from\":\"default\"}]"))
                .isEqualTo("key  value  from\na    1      default\nb    " + value + "  default\n");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(table("{\"name\":\"a\\u001b[2Jb\"}")).isEqualTo("name  a?[2Jb\n");
    }

    @Test
    void timesAreInSecondsWhereverTheyStand() {
        assertThat(table("[{\"at\":\"2026-11-26T02:29:12.123456789Z\",\"till\":\"2026-11-26T02:29:12Z\","
                        + "\"day\":\"2026-11-26\",\"odd\":\"2026-11-26T99:99:99.1Z\"}]"))
                .isEqualTo("""
                        at                    till                  day         odd
                        2026-11-26T02:29:12Z  2026-11-26T02:29:12Z  2026-11-26  2026-11-26T99:99:99.1Z
                        """);
    }

    @Test
    void aTableThatDoesNotFitBecomesBlocksAndLongValuesGoOnBelow() {
        String json = "[{\"id\":\"1\",\"said\":\"one two three four five six seven eight nine ten\"},"
                + "{\"id\":\"2\",\"said\":\"a-word-that-is-longer-than-the-terminal-is-wide\"}]";
        assertThat(AnswerTable.of(JsonMapper.shared().readTree(json), 40)).isEqualTo("""
                id    1
                said  one two three four five six seven
                      eight nine ten

                id    2
                said  a-word-that-is-longer-than-the-terminal-is-wide
                """);
        assertThat(AnswerTable.of(JsonMapper.shared().readTree("[{\"a\":\"1\"}]"), 40))
                .isEqualTo("a\n1\n");
    }

    @Test
    void whatLiesWithinHasItsShareOfTheWidth() {
        String json = "{\"id\":\"1\",\"log\":[{\"at\":\"now\",\"reply\":\"250 ok that is 38 characters wide\"}]}";
        assertThat(AnswerTable.of(JsonMapper.shared().readTree(json), 41)).isEqualTo("""
                id  1
                log
                  at   reply
                  now  250 ok that is 38 characters wide
                """);
        assertThat(AnswerTable.of(JsonMapper.shared().readTree(json), 39)).isEqualTo("""
                id  1
                log
                  at     now
                  reply  250 ok that is 38 characters
                         wide
                """);
    }

    private static String table(String json) {
        return AnswerTable.of(JsonMapper.shared().readTree(json));
    }
}
