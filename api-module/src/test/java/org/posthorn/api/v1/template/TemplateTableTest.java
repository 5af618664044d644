package org.posthorn.api.v1.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.engine.template.Rendering;
import org.posthorn.engine.template.TemplateData;
import org.posthorn.engine.template.TemplateEngine;

/// SES's dialect of Handlebars, case by case, and what hostile templates come to.
class TemplateTableTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private static final String ACCOUNT = "123456789012";
    private static final TemplateEngine engine = new TemplateEngine();

    /// @param expected `=TEXT`, `missing NAME` or `failed BEGINNING`
    record Case(String name, String template, Optional<String> data, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = TemplateTableTest.class.getResourceAsStream("/templates/cases.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).map(TemplateTableTest::parse).toList().stream();
        }
    }

    /// Templates may hold bars, so the name, the data and the outcome are cut off from the outside.
    private static Case parse(String line) {
        int first = line.indexOf(" | ");
        int last = line.lastIndexOf(" | ");
        int before = line.lastIndexOf(" | ", last - 1);
        String data = line.substring(before + 3, last);
        return new Case(
                line.substring(0, first),
                line.substring(first + 3, before),
                Optional.of(data).filter(text -> !text.equals("-")),
                line.substring(last + 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachTemplateComesToWhatSesMakesOfIt(Case it) {
        Rendering rendering = render(it.template(), TemplateDataJson.parse("templateData", it.data()));
        if (it.expected().startsWith("=")) {
            assertThat(rendering).isInstanceOf(Rendering.Done.class);
            assertThat(((Rendering.Done) rendering).text().orElseThrow().stripTrailing())
                    .isEqualTo(it.expected().substring(1));
        } else if (it.expected().startsWith("missing ")) {
            assertThat(rendering).isEqualTo(new Rendering.Missing(it.expected().substring(8)));
        } else {
            assertThat(rendering).isInstanceOf(Rendering.Failed.class);
            assertThat(rendering.message()).startsWith(it.expected().substring(7));
        }
    }

    @Test
    void outputIsBounded() {
        String value = "v".repeat(200_000);
        assertFails("{{a}}".repeat(1_000), Map.of("a", value), "The rendered template exceeds 4000000 characters.");
        String list = "{{#each l}}" + "text ".repeat(10_000) + "{{/each}}";
        assertFails(list, Map.of("l", java.util.Collections.nCopies(50_000, 1)), "The rendered template exceeds");
        assertFails(
                "{{#each l}}{{#each ../l}}{{#each ../../l}}{{/each}}{{/each}}{{/each}}",
                Map.of("l", java.util.Collections.nCopies(20_000, 1)),
                "The template takes too long to render.");
        StringBuilder doubling = new StringBuilder("{{#* inline \"p0\"}}" + "x".repeat(1_000) + "{{/inline}}");
        for (int i = 1; i < 40; i++) {
            doubling.append("{{#* inline \"p%d\"}}{{> p%d}}{{> p%d}}{{/inline}}".formatted(i, i - 1, i - 1));
        }
        assertFails(doubling + "{{> p39}}", Map.of(), "The ");
    }

    @Test
    void nestingIsBounded() {
        String deep = "{{#if a}}".repeat(101) + "{{/if}}".repeat(101);
        assertThat(engine.fault(ACCOUNT, deep)).contains("it has more than 100 blocks in each other");
        String deepest = "{{#if a}}".repeat(100) + "x" + "{{/if}}".repeat(100);
        assertThat(render(deepest, new TemplateData.Values(Map.of("a", true)))).isInstanceOf(Rendering.Done.class);
        assertThat(TemplateDataJson.parse("d", Optional.of("{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")))
                .isInstanceOf(TemplateData.Unreadable.class);
        assertThat(TemplateDataJson.parse("d", Optional.of("{\"a\":" + "9".repeat(1_000) + "}")))
                .isInstanceOf(TemplateData.Unreadable.class);
    }

    /// The library's parser takes minutes for these, or all memory.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{a     | .a    | }}  | it has a tag with too many names
            {{a     | .[x]  | }}  | it has a tag with too many names
            {{a     | `  b=1` | }}| it has a tag with too many names
            {{a "}}"| .a    | }}  | it has a tag with too many names
            {{a \"  | x    | }}  | it has a tag of more than 1000 characters
            ``      | {     | a   | it has more than 4 opening braces in a row
            ``      | {{a}} | ``  | it has more than 5000 tags
            ``      | {{a b c d e f g h}} | `` | it has more than 20000 names in its tags
            {{=<% %>=}}<%a | .a | %> | it changes the delimiters of tags
            """)
    void whatWouldTakeLongToCompileIsRefusedAtOnce(String start, String piece, String end, String fault) {
        String part = start + piece.repeat(200_000 / piece.length()) + end;
        long begin = System.nanoTime();
        assertThat(engine.fault(ACCOUNT, part)).contains(fault);
        assertThat(render(part, new TemplateData.Values(Map.of("a", "A"))).message())
                .endsWith(fault);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
    }

    @Test
    void whatJustPassesCompilesInTime() {
        List<String> parts = List.of(
                ("{{a" + ".a".repeat(49) + "}} ").repeat(4_000),
                ("{{#if a b" + " b=1".repeat(9) + "}}{{/if}}").repeat(1_000),
                ("{{{a}}} ").repeat(5_000));
        for (String part : parts) {
            long begin = System.nanoTime();
            assertThat(engine.fault(ACCOUNT, part).filter(fault -> fault.startsWith("it ")))
                    .isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{> \"}}",
                "{{> '}}",
                "{{> \"",
                "{{#if a}}",
                "{{a",
                "{{/if}}",
                "{{#if a}}{{/each}}",
                "{{}}",
                "{{#each}}"
            })
    void whatIsNoTemplateIsSaid(String part) {
        assertThat(engine.fault(ACCOUNT, part).isPresent()
                        || !(render(part, new TemplateData.Values(Map.of())) instanceof Rendering.Done))
                .isTrue();
    }

    /// Whatever the template, a rendering ends soon, with an answer.
    @Test
    void randomTemplatesEndInTime() {
        String[] pieces = {
            "{{a}}",
            "{{#if a}}",
            "{{/if}}",
            "{{#each l}}",
            "{{/each}}",
            "{{this}}",
            "{{../a}}",
            "{{else}}",
            "text",
            "{{#with o}}",
            "{{/with}}",
            "{{#* inline \"p\"}}",
            "{{/inline}}",
            "{{> p}}",
            "{{lookup o 'x'}}",
            "{{~b~}}",
            "{{!",
            "}}",
            "{{",
            "\\",
            "{{@index}}",
            "{{#unless a}}",
            "{{/unless}}",
            "{{{a}}}"
        };
        TemplateData data =
                TemplateDataJson.parse("d", Optional.of("{\"a\":\"A\",\"l\":[1,[2],{\"a\":3}],\"o\":{\"x\":1}}"));
        Random random = new Random(42);
        long start = System.nanoTime();
        int done = 0;
        for (int i = 0; i < 2_000; i++) {
            StringBuilder template = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                template.append(pieces[random.nextInt(pieces.length)]);
            }
            if (engine.fault(ACCOUNT, template.toString()).isEmpty()) {
                done += render(template.toString(), data) instanceof Rendering.Done ? 1 : 0;
            }
        }
        assertThat(done).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    private static void assertFails(String template, Map<String, Object> data, String beginning) {
        long start = System.nanoTime();
        Rendering rendering = render(template, new TemplateData.Values(data));
        assertThat(rendering).isInstanceOf(Rendering.Failed.class);
        assertThat(rendering.message()).startsWith(beginning);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    private static Rendering render(String text, TemplateData data) {
        return engine.render(
                ACCOUNT,
                new org.posthorn.engine.settings.Template(
                        "t", "subject", Optional.of(text), Optional.empty(), Instant.EPOCH),
                data);
    }
}
