package org.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LongTextTest {
    @Test
    void shortMembersAreATableAndLongOnesStandBelowAsTheyAre() {
        assertThat(shown("{\"name\":\"n\",\"text\":\"a\\r\\n\\tb\",\"html\":null}", "text", "html"))
                .isEqualTo("name  n\n\ntext:\na\n\tb\n");
        assertThat(shown("{\"message\":\"a\\nb\\n\"}", "message")).isEqualTo("a\nb\n");
        assertThat(shown("{\"name\":\"n\"}", "text")).isEqualTo("name  n\n");
    }

    @Test
    void nothingSteersTheTerminal() {
        assertThat(shown("{\"message\":\"a\\u001b[2J\\rb\\u0085c\"}", "message"))
                .isEqualTo("a?[2J?b?c\n");
    }

    private static String shown(String answer, String... members) {
        return new LongText(members).of(JsonMapper.shared().readTree(answer), 80);
    }
}
