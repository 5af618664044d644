package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.cli.Main;
import org.posthorn.cli.Shell;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ScriptedPeer;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ses.SesClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server behind a relay that asks for a password, the command line of its operator, and all that is logged.
abstract class OperatorFixture {
    static final String RELAY_PASSWORD = "relay-pass-5Qw8";

    @TempDir
    static Path directory;

    static final LogLines log = new LogLines();
    static ScriptedPeer relay;
    static TestServer posthorn;

    @BeforeAll
    static void start() throws Exception {
        log.begin();
        relay = ScriptedPeer.start(new PeerScript()
                .reply("RCPT", "denied@", "554 5.7.1 Relay access denied")
                .offer("AUTH PLAIN")
                .login("posthorn", RELAY_PASSWORD)
                .reply("RCPT", "busy@", "450 4.2.1 mailbox busy"));
        posthorn = TestServer.start(
                directory,
                false,
                "relay.hosts=" + relay.address(),
                "relay.username=posthorn",
                "relay.password=" + RELAY_PASSWORD,
                "relay.tls=off",
                "retry.schedule=1h");
    }

    @AfterAll
    static void stop() {
        posthorn.close();
        relay.close();
        log.end();
    }

    /// The message once its first recipient was tried this often.
    static JsonNode attempted(String id, int times) {
        return await().atMost(TestServer.PATIENCE)
                .until(
                        () -> json("queue", "show", id),
                        message -> message.path("recipients")
                                        .path(0)
                                        .path("attempts")
                                        .asInt()
                                == times);
    }

    static String sendAs(String account, String domain, String to) {
        if (run("account", "create", "--id", account).code() == 0) {
            json("account", "update", "--id", account, "--sandbox", "false");
            json("identity", "verify", domain, "--account", account);
        }
        JsonNode key = json("key", "create", "--account", account);
        try (SesClient ses = posthorn.client(
                key.path("accessKeyId").asString(), key.path("secretAccessKey").asString())) {
            return send(ses, "shop@" + domain, to);
        }
    }

    static String send(SesClient ses, String source, String... to) {
        return ses.sendEmail(r -> r.source(source)
                        .destination(d -> d.toAddresses(to))
                        .message(m -> m.subject(s -> s.data("subject"))
                                .body(b -> b.text(t -> t.data("a body that stays private")))))
                .messageId();
    }

    record Answer(int code, String out, String err) {}

    static Answer run(String... words) {
        return runIn(Map.of(), words);
    }

    static Answer runIn(Map<String, String> variables, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--set", "data.dir=" + directory.resolve("data")));
        Shell shell = new Shell(
                variables, directory, directory, directory, new PrintWriter(out, true), new PrintWriter(err, true));
        int code = Main.run(shell, arguments.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    /// The answer of a command that must succeed.
    static JsonNode json(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--json");
        Answer answer = run(arguments.toArray(String[]::new));
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.err()).isEmpty();
        return JsonMapper.shared().readTree(answer.out());
    }

    /// Everything that is logged, ours from `debug` on, traces included.
    static final class LogLines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        // Not the root: the SDK, which is the client here, may log what it likes.
        private final Logger ours = (Logger) LoggerFactory.getLogger("org.posthorn");

        void begin() {
            setContext(root.getLoggerContext());
            start();
            ours.setLevel(Level.DEBUG);
            root.addAppender(this);
        }

        void end() {
            root.detachAppender(this);
            ours.setLevel(null);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }
}
