package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.bounce.Reason;

/// The table of reasons in `docs/events.md` says what the code does; `mvn … -Dgolden.rewrite=true` writes it anew.
class ReasonDocTest {
    private static final String START = "<!-- reasons: written by ReasonDocTest -->\n";
    private static final String END = "<!-- end of reasons -->\n";

    @Test
    void theTableOfReasonsIsTheCodes() throws Exception {
        Path file = SourceTree.ROOT.resolve("docs/events.md");
        String page = Files.readString(file);
        int start = page.indexOf(START) + START.length();
        String written = page.substring(0, start) + table() + page.substring(page.indexOf(END, start));
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(file, written);
        }

        assertThat(Files.readString(file))
                .as("to write it anew: -Dgolden.rewrite=true")
                .isEqualTo(written);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("""
                | reason | bounce | suppressed | in rates | the operator's to mend | what to do |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Reason reason : Reason.values()) {
            table.append("| `%s` | %s, %s | %s | %s | %s | %s |\n"
                    .formatted(
                            reason,
                            reason.bounceClass().type(),
                            reason.bounceClass().subType(),
                            yes(reason.isOfTheAddress()),
                            yes(reason.countsInRates()),
                            yes(reason.isOfTheSetup()),
                            reason.remedy()));
        }
        return table.toString();
    }

    private static String yes(boolean is) {
        return is ? "yes" : "";
    }
}
