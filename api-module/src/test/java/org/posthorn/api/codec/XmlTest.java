package org.posthorn.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XmlTest {
    record Point(Instant timestamp, long count, double rate, boolean on) {}

    record Result(
            List<String> names,
            List<Point> points,
            Map<String, Point> byName,
            Optional<String> token,
            Optional<String> absent,
            byte[] blob) {}

    @Test
    void aResponseIsLaidOutAsSesDoes() {
        Point point = new Point(Instant.parse("2011-05-26T06:49:50Z"), 3, 1e9, true);
        String xml = XmlEncoder.encode(
                "Act",
                Optional.of(new Result(
                        List.of("a&b", "<c>\"'"),
                        List.of(point),
                        Map.of("k", point),
                        Optional.of("t"),
                        Optional.empty(),
                        new byte[] {1})),
                "id");
        String members = """
                Timestamp>2011-05-26T06:49:50.000Z</Timestamp>
                Count>3</Count>
                Rate>1000000000.0</Rate>
                On>true</On>""";
        assertThat(xml)
                .isEqualTo("""
                <ActResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
                  <ActResult>
                    <Names>
                      <member>a&amp;b</member>
                      <member>&lt;c&gt;&quot;'</member>
                    </Names>
                    <Points>
                      <member>
                        <%s
                      </member>
                    </Points>
                    <ByName>
                      <entry>
                        <key>k</key>
                        <value>
                          <%s
                        </value>
                      </entry>
                    </ByName>
                    <Token>t</Token>
                    <Blob>AQ==</Blob>
                  </ActResult>
                  <ResponseMetadata>
                    <RequestId>id</RequestId>
                  </ResponseMetadata>
                </ActResponse>
                """.formatted(members.replace("\n", "\n        <"), members.replace("\n", "\n          <")));
    }

    @Test
    void emptyListsAndMapsAreEmptyElements() {
        String xml = XmlEncoder.encode(
                "Act",
                Optional.of(
                        new Result(List.of(), List.of(), Map.of(), Optional.empty(), Optional.empty(), new byte[0])),
                "id");
        assertThat(xml).contains("    <Names/>\n    <Points/>\n    <ByName/>\n    <Blob></Blob>\n");
    }

    @Test
    void charactersThatXmlCanNotHoldAreReplaced() {
        String xml = ErrorXml.of(400, "Code", "a\u0000b\u001bc\r\nd\uFFFE📯", "id");
        assertThat(xml).contains("<Message>a\uFFFDb\uFFFDc&#xD;\nd\uFFFD📯</Message>");
    }

    @Test
    void anErrorIsTheBytesThatSesSends() {
        assertThat(ErrorXml.of(
                        400, "InvalidParameterValue", "Illegal content.", "4a10dfc3-b14b-11e3-a5d3-bdfbde8256a3"))
                .isEqualTo("<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\n  <Error>\n"
                        + "    <Type>Sender</Type>\n    <Code>InvalidParameterValue</Code>\n"
                        + "    <Message>Illegal content.</Message>\n  </Error>\n"
                        + "  <RequestId>4a10dfc3-b14b-11e3-a5d3-bdfbde8256a3</RequestId>\n</ErrorResponse>\n");
    }
}
