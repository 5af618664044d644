package org.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperworkTest {
    @TempDir
    private Path share;

    @BeforeEach
    void write() throws Exception {
        Paperwork.main(new String[] {share.toString()});
    }

    @Test
    void theManualHasEveryCommandWithItsOptions() throws Exception {
        String manual = Files.readString(share.resolve("man/man1/posthorn.1"));
        assertThat(manual)
                .startsWith(".TH POSTHORN 1 ")
                .contains("\n.SS \"posthorn queue pause\"\n", "\n.SS \"posthorn serve\"\n")
                .contains(
                        "\n.B \"\\-\\-format=FORM\"\n",
                        "\n.B \"\\-\\-region=REGION\"\nThe region it is in (default: us\\-east\\-1).\n")
                .contains("\n.B \"\\-\\-account=ID\"\nThe key\'s account. Required.\n")
                .contains("Exit codes: 0 done, 1 refused or failed, 2 wrong usage.\n")
                .doesNotContain("${");
        List<String> requests = List.of(".TH", ".SH", ".SS", ".TP", ".B", ".I", ".PP");
        assertThat(manual.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> requests.contains(line.split(" ")[0]));
    }

    /// Completion is asked for as a shell does it.
    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path script = share.resolve("bash-completion/completions/posthorn");
        assertThat(complete(script, "posthorn qu")).contains("queue");
        assertThat(complete(script, "posthorn identity dns --fo")).contains("--format");
        assertThat(complete(script, "posthorn set destination add --dim")).contains("--dimension");
    }

    private static List<String> complete(Path script, String typed) throws Exception {
        String words = "source '" + script + "'; COMP_WORDS=(" + typed + "); COMP_CWORD=$((${#COMP_WORDS[@]}-1));"
                + " COMP_LINE='" + typed + "'; COMP_POINT=${#COMP_LINE}; _complete_posthorn;"
                + " printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", words)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().map(String::strip).toList();
    }
}
