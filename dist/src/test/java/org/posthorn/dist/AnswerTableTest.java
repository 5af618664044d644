package org.posthorn.dist;

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
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(table("{\"name\":\"a\\u001b[2Jb\"}")).isEqualTo("name  a?[2Jb\n");
    }

    private static String table(String json) {
        return AnswerTable.of(JsonMapper.shared().readTree(json));
    }
}
