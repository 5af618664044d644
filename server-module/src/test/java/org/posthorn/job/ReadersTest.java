package org.posthorn.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.job.RecordSource;

class ReadersTest {
    private static List<RecordSource.Line> csv(String text) throws IOException {
        return all(new CsvReader(new StringReader(text), List.of("emailAddress", "reason")));
    }

    private static List<RecordSource.Line> all(RecordSource.Reader reader) throws IOException {
        List<RecordSource.Line> lines = new ArrayList<>();
        Optional<RecordSource.Line> line = reader.next();
        while (line.isPresent()) {
            lines.add(line.get());
            line = reader.next();
        }
        return lines;
    }

    private static List<Map<String, String>> fields(String text) throws IOException {
        return csv(text).stream().map(RecordSource.Line::fields).toList();
    }

    @Test
    void csvIsReadAsItIsWritten() throws IOException {
        assertThat(fields("\uFEFFa,b\r\n\r\n\"c,\"\"d\"\"\",\n\"e\nf\",g"))
                .containsExactly(
                        Map.of("emailAddress", "a", "reason", "b"),
                        Map.of("emailAddress", "c,\"d\""),
                        Map.of("emailAddress", "e\nf", "reason", "g"));
        assertThat(fields("")).isEmpty();
        assertThat(fields("\n\n")).isEmpty();
    }

    /// It costs a part of the file, and none of the memory.
    @Test
    void aQuoteThatIsNotClosedEndsAfterAWhile() throws IOException {
        List<RecordSource.Line> lines = csv("\"open\n" + "a,b\n".repeat(20_000) + "last,one\n");
        assertThat(lines.getFirst().trouble()).hasValue("the record is too long");
        assertThat(lines.getFirst().text()).hasSize(1_000);
        assertThat(lines).hasSizeGreaterThan(3_000);
        assertThat(lines.getLast().fields()).isEqualTo(Map.of("emailAddress", "last", "reason", "one"));
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line.trouble()).isEmpty());
    }

    @Test
    void endlessLinesAreOneWrongRecord() throws IOException {
        String endless = "x".repeat(5_000_000);
        assertThat(csv(endless + "\na,b").stream().map(RecordSource.Line::trouble))
                .containsExactly(Optional.of("the record is too long"), Optional.empty());
        assertThat(all(new JsonLinesReader(new StringReader(endless + "\n{\"a\":1,\"b\":null,\"c\":{\"d\":true}}"))))
                .extracting(RecordSource.Line::fields)
                .containsExactly(Map.of(), Map.of("a", "1", "c", "{\"d\":true}"));
        assertThat(all(new JsonLinesReader(new StringReader("[".repeat(60_000) + "\n\n {} \n{} {}\n"))))
                .extracting(line -> line.trouble().isPresent())
                .containsExactly(true, false, true);
    }
}
