package org.posthorn.dist;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.posthorn.api.http.ApiLimits;
import org.posthorn.api.v1.ErrorCode;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.delivery.Captures;
import org.posthorn.smtp.server.ListenerConfig;

/// `docs/api.md` says what the code does. `mvn … -Dgolden.rewrite=true` writes its generated parts anew.
class ApiDocTest {
    private static final Path PAGE = SourceTree.ROOT.resolve("docs/api.md");

    /// A mark in a comment, up to the end of its paragraph.
    private static final Pattern MARK = Pattern.compile("///? Differs from SES: (.+(?:\\R\\s*///? (?!@).+)*)");

    private static final Pattern LIMIT =
            Pattern.compile("((?:    /// .+\\R)+)    public static final \\w+ ([A-Z_]+) = ");

    /// Classes that serve several operations: a difference that is marked in one concerns these. One that is marked
    /// in an operation's own class needs no line here.
    private static final Map<String, Set<String>> SHARED = Map.of(
            "CustomVerification", Set.of("SendCustomVerificationEmail"),
            "FeedbackId", Set.of("SendEmail", "SendRawEmail"),
            "MailFromVerifier", Set.of("SetIdentityMailFromDomain"),
            "MimeCheck", Set.of("SendEmail", "SendRawEmail"),
            "MimeComposer", Set.of("SendEmail", "SendRawEmail"),
            "PartsDraft", Set.of("SendEmail"),
            "TemplateEngine", Set.of("SendBulkTemplatedEmail", "SendTemplatedEmail", "TestRenderTemplate"),
            "VerificationMail", Set.of("VerifyEmailAddress", "VerifyEmailIdentity"));

    private static final Pattern CALLED = Pattern.compile("\\b([a-z]\\w*)\\(");

    @ParameterizedTest
    @EnumSource
    void theTableOfOperationsIsThatOfTheCode(Face face) throws Exception {
        Map<String, String> differences = differences();
        assertThat(differences.keySet()).containsAll(SHARED.keySet());
        Map<String, String> shown = Shown.all().stream()
                .filter(one -> one.face() == face)
                .collect(groupingBy(Shown::operation, mapping(one -> "`" + one.name() + "`", joining(", "))));
        assertThat(shown.keySet()).as("each operation has a test with @Shows").isEqualTo(face.operations());
        StringBuilder table = new StringBuilder(
                "| operation | state | differences from SES | shown by |\n" + "| --- | --- | --- | --- |\n");
        for (String operation : face.operations()) {
            String marked = differences.entrySet().stream()
                    .filter(mark -> mark.getKey().equals(face.prefix + operation)
                            || SHARED.getOrDefault(mark.getKey(), Set.of()).contains(operation))
                    .map(Map.Entry::getValue)
                    .collect(joining(" "));
            table.append("| `%s` | done | %s | %s |\n".formatted(operation, marked, shown.get(operation)));
        }
        checkPart(face.title, table.toString());
    }

    @Test
    void theTestThatShowsAnOperationCallsItByTheSdk() throws Exception {
        for (Shown shown : Shown.all()) {
            assertThat(AnnotationSupport.isAnnotated(shown.test(), Testable.class))
                    .as(shown.name() + " is a test")
                    .isTrue();
            String source = SourceTree.source(shown.test().getDeclaringClass().getSimpleName());
            String call = "." + shown.operation().substring(0, 1).toLowerCase(Locale.ROOT)
                    + shown.operation().substring(1) + "(";
            String test = body(source, shown.test().getName());
            // By itself, or by a method of its class.
            assertThat(CALLED.matcher(test)
                            .results()
                            .map(called -> body(source, called.group(1)))
                            .collect(joining("\n", test, "")))
                    .as(shown.name())
                    .contains(call);
        }
    }

    /// The methods of a name, empty when there is none.
    private static String body(String source, String method) {
        return Pattern.compile("\n    [\\w<>\\[\\], .]* " + method + "\\(")
                .matcher(source)
                .results()
                .map(head -> source.substring(head.start(), source.indexOf("\n    }\n", head.start())))
                .collect(joining("\n"));
    }

    @Test
    void sesHas71OperationsInOneVersionAnd116InTheOther() {
        assertThat(Face.V1.operations()).hasSize(71);
        assertThat(Face.V2.operations()).hasSize(116);
    }

    @Test
    void everyMarkedDifferenceIsListed() throws Exception {
        StringBuilder table = new StringBuilder("| class | difference |\n| --- | --- |\n");
        differences().forEach((place, text) -> table.append("| `%s` | %s |\n".formatted(place, text)));
        checkPart("differences", table.toString());
    }

    @Test
    void theLimitsAreThoseOfTheCode() throws Exception {
        StringBuilder table = new StringBuilder("| what | limit |\n| --- | --- |\n");
        Matcher limit = LIMIT.matcher(SourceTree.source("Limits"));
        while (limit.find()) {
            String meaning = limit.group(1).replaceAll("\\s*///\\s*", " ").strip();
            append(
                    table,
                    meaning,
                    quantity(
                            limit.group(2),
                            Limits.class.getField(limit.group(2)).get(null)));
        }
        ApiLimits api = ApiLimits.standard();
        append(table, "Body of a request.", bytes(api.bodyBytes()));
        group(table, "Requests with a key of ours", "account (more while nobody else wants it)", api.known());
        group(table, "Requests without one in headers or URL", "address", api.unknown());
        append(
                table,
                "Slowest pace of a body, over any " + api.pace().toSeconds() + " seconds.",
                number(api.minBytesPerSecond()) + " bytes a second");
        append(table, "Header section of a request.", constant("api.http.WebServer", "HEADER_BYTES"));
        append(table, "Time for a request's headers.", constant("api.http.WebServer", "HEADERS"));
        append(table, "Idle time of an HTTP connection.", constant("api.http.WebServer", "IDLE"));
        append(table, "HTTP connections at a time.", constant("api.http.WebServer", "MOST_CONNECTIONS"));
        append(table, "Parameters of a request.", constant("api.codec.QueryParameters", "MAX_COUNT"));
        append(table, "Name of a parameter.", constant("api.codec.QueryParameters", "MAX_NAME_BYTES"));
        append(
                table,
                "Difference of the client's clock from the server's.",
                constant("api.auth.SignatureRefusal", "SKEW"));
        append(
                table,
                "Lifetime of a presigned request.",
                constant("api.auth.SigV4Claim", "LONGEST_LIFETIME_SECONDS") + " seconds");
        append(table, "Captured messages that are kept.", number(Captures.MOST));
        InetSocketAddress anywhere = new InetSocketAddress(0);
        listener(table, "SMTP interface", "a quarter", "half", ListenerConfig.submission(anywhere, "name"));
        append(
                table,
                "SMTP interface: wrong log-ins of one address in a minute whose answers are not delayed.",
                constant("smtp.server.FailedLogins", "FREE"));
        append(
                table,
                "SMTP interface: longest delay of the answer to a wrong log-in.",
                constant("smtp.server.FailedLogins", "LONGEST_DELAY"));
        append(
                table,
                "SMTP interface: log-ins in one session.",
                constant("smtp.server.SmtpServerCommands", "MAX_LOGIN_ATTEMPTS"));
        inbound(table);
        checkPart("limits", table.toString());
    }

    @Test
    void everyErrorThatTheCodeAnswersStandsThereWithItsStatus() throws Exception {
        Map<String, Integer> documented = new TreeMap<>();
        section("Errors").forEach(row -> documented.put(row.getFirst().replace("`", ""), Integer.valueOf(row.get(1))));
        Map<String, Integer> thrown = new TreeMap<>();
        for (Path source : SourceTree.sources()) {
            Pattern.compile("SesError\\.([A-Z0-9_]+)")
                    .matcher(SourceTree.read(source))
                    .results()
                    .map(result -> ErrorCode.of(SesError.valueOf(result.group(1))))
                    .forEach(error -> thrown.put(error.code(), error.httpStatus()));
        }
        assertThat(documented).isEqualTo(thrown);
    }

    @Test
    void everyErrorOfApiV2StandsThereWithItsStatus() throws Exception {
        Map<String, Integer> documented = new TreeMap<>();
        section("Errors of API v2")
                .forEach(row -> documented.put(row.getFirst().replace("`", ""), Integer.valueOf(row.get(1))));
        Map<String, Integer> answered = new TreeMap<>();
        Pattern.compile("new ErrorType\\(\"(\\w+)\", (\\d+)\\)")
                .matcher(SourceTree.source("ErrorType"))
                .results()
                .forEach(type -> answered.put(type.group(1), Integer.valueOf(type.group(2))));
        assertThat(documented).isEqualTo(answered);
    }

    @Test
    void everyReplyOfTheSmtpInterfaceIsInTheCode() throws Exception {
        StringBuilder code = new StringBuilder();
        for (Path source : SourceTree.sources()) {
            code.append(SourceTree.read(source));
        }
        for (List<String> row : section("The SMTP interface")) {
            // "454 Throttling failure: Daily …": a code, and parts between which something else may stand.
            String reply = row.getFirst().substring(1, row.getFirst().indexOf('`', 1));
            String[] words = reply.split(" ", 2);
            for (String part : words[1].split("(?<=:) | ?<?[A-Z]{4,}[A-Z-]*>? ?")) {
                assertThat(code).as(row.getFirst()).contains(part);
            }
        }
    }

    /// Differences by the simple name of the class they are marked in, with the face before it where it is one's, those
    /// of one class together.
    private static Map<String, String> differences() throws IOException {
        Map<String, String> differences = new TreeMap<>();
        for (Path source : SourceTree.sources()) {
            String file = source.toString().replace('\\', '/');
            String name = Arrays.stream(Face.values())
                            .map(face -> face.prefix)
                            .filter(prefix -> file.contains("/api/" + prefix.replace('.', '/')))
                            .findFirst()
                            .orElse("")
                    + source.getFileName().toString().replace(".java", "");
            for (MatchResult mark :
                    MARK.matcher(SourceTree.read(source)).results().toList()) {
                String text = mark.group(1).replaceAll("\\s*\\R\\s*///? ", " ").strip();
                String sentence = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
                differences.merge(name, sentence, (before, more) -> before + " " + more);
            }
        }
        return differences;
    }

    /// The rows of the table in a section of the page that is written by hand, without its head.
    private static List<List<String>> section(String title) throws IOException {
        String text = Files.readString(PAGE);
        int start = text.indexOf("\n## " + title + "\n");
        int end = text.indexOf("\n## ", start + 1);
        List<List<String>> rows = text.substring(start, end)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.substring(2).split(" \\| ")).toList())
                .toList();
        assertThat(rows).as(title).hasSizeGreaterThan(2);
        return rows.subList(2, rows.size());
    }

    private static void checkPart(String name, String expected) throws IOException {
        String page = Files.readString(PAGE);
        String head = "<!-- " + name + ": written by ApiDocTest -->\n";
        int start = page.indexOf(head) + head.length();
        int end = page.indexOf("<!-- end of " + name + " -->");
        assertThat(start).as(name).isBetween(head.length(), end);
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.writeString(PAGE, page.substring(0, start) + expected + page.substring(end));
        } else {
            assertThat(page.substring(start, end))
                    .as("to write it anew: -Dgolden.rewrite=true")
                    .isEqualTo(expected);
        }
    }

    private static void inbound(StringBuilder table) throws ReflectiveOperationException {
        ListenerConfig inbound = ListenerConfig.inbound(new InetSocketAddress(0), "name");
        append(table, "Incoming mail: size of a message.", bytes(inbound.maxMessageBytes()));
        listener(table, "Incoming mail", "an eighth", "a quarter", inbound);
        append(
                table,
                "Incoming mail: refused recipients of one address in a minute whose answers are not delayed.",
                constant("smtp.server.RefusedRecipients", "FREE"));
        append(
                table,
                "Incoming mail: refused recipients in one session since the last message; above it, 421.",
                constant("smtp.server.RefusedRecipients", "MOST"));
    }

    private static void group(StringBuilder table, String what, String who, ApiLimits.Group group) {
        append(table, what + ", at a time; above it, 503.", number(group.requests()));
        append(table, what + ", of one " + who + ".", number(group.requestsEach()));
        long heap = Runtime.getRuntime().maxMemory();
        append(
                table,
                what + ": memory; above it, 503.",
                "1/" + heap / group.bytes() + " of the heap, 1/" + heap / group.bytesEach() + " for one " + who
                        + "; a byte of a body counts "
                        + (group.bytesPerByte() == 1 ? "once" : group.bytesPerByte() + " times"));
        append(table, what + ": silence while the body comes.", group.silence().toSeconds() + " s");
        append(table, what + ": time for a whole body.", group.whole().toSeconds() + " s");
    }

    private static void listener(StringBuilder table, String who, String part, String most, ListenerConfig config) {
        append(table, who + ": recipients in one transaction.", number(config.maxRecipients()));
        append(
                table,
                who + ": connections at a time; above it, 421.",
                number(config.places().all()));
        append(
                table,
                who + ": connections of one address, or IPv6 network of 64 bits; above it, 421.",
                number(config.places().perAddress()));
        append(
                table,
                who + ": memory for messages on their way in, each counted "
                        + config.room().copies() + " times; above it, 452.",
                part + " of the heap; if that is less, one message of the largest size or " + most + " of the heap");
        append(
                table,
                who + ": silence before the first log-in or transaction.",
                time(config.patience().firstSilence()));
        append(
                table,
                who + ": time until the first log-in or transaction.",
                time(config.patience().first()));
        append(
                table,
                who + ": silence of a client after that.",
                time(config.patience().silence()));
        append(
                table,
                who + ": time for the content of a message.",
                time(config.patience().data()));
        append(table, who + ": time for a session.", time(config.patience().session()));
    }

    private static void append(StringBuilder table, String what, String limit) {
        table.append("| ").append(what).append(" | ").append(limit).append(" |\n");
    }

    /// A constant that is nobody's business but its class's, and this page's.
    private static String constant(String className, String name) throws ReflectiveOperationException {
        Field field = Class.forName("org.posthorn." + className).getDeclaredField(name);
        field.setAccessible(true);
        return quantity(name, field.get(null));
    }

    private static String quantity(String name, Object value) {
        if (value instanceof Duration duration) {
            return time(duration);
        }
        long number = ((Number) value).longValue();
        if (name.endsWith("_BYTES")) {
            return bytes(number);
        }
        return name.endsWith("_CHARS") ? number(number) + " characters" : number(number);
    }

    private static String bytes(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return number(bytes >> 20) + " MiB";
        }
        return bytes % 1024 == 0 ? number(bytes >> 10) + " KiB" : number(bytes) + " bytes";
    }

    private static String time(Duration time) {
        List<String> units = new ArrayList<>();
        if (time.toHours() > 0) {
            units.add(time.toHours() + (time.toHours() == 1 ? " hour" : " hours"));
        }
        if (time.toMinutesPart() > 0) {
            units.add(time.toMinutesPart() + (time.toMinutesPart() == 1 ? " minute" : " minutes"));
        }
        if (time.toSecondsPart() > 0) {
            units.add(time.toSecondsPart() + " seconds");
        }
        return String.join(" ", units);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
