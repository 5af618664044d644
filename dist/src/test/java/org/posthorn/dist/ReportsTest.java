package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.config.PosthornConfig;
import org.posthorn.smtp.testing.PeerScript;
import org.posthorn.smtp.testing.ReceivedMessage;
import org.posthorn.smtp.testing.ScriptedPeer;
import tools.jackson.databind.JsonNode;

/// What comes to the addresses for reports and leads to no message.
class ReportsTest {
    private static final String NOTHING = "From: loop@isp.example\r\nSubject: Complaint\r\n\r\n";

    @TempDir
    private Path directory;

    @Test
    void whatLeadsNowhereIsKeptOverARestartShownAndDropped() throws Exception {
        try (TestServer posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1")) {
            send(posthorn, "fbl@mail.test", NOTHING + "it\u0007s \u001b[2Jall\tlies \u00e4\u202e\r\nlast\r\n");
            send(posthorn, "bounces@mail.test", "Subject: two\r\n\r\n");
            send(posthorn, "bounces@mail.test", "Subject: three\r\n\r\n");
            assertThat(posthorn.metrics())
                    .contains("posthorn_reports_kept 3.0", "posthorn_reports_unmatched_total 3.0")
                    .contains("posthorn_reports_lost_total 0.0");
        }
        try (TestServer posthorn = TestServer.start(directory, false, "relay.hosts=127.0.0.1:1")) {
            JsonNode list = CommandLineRun.json(directory, "reports", "list");
            assertThat(list).hasSize(3);
            JsonNode first = list.get(0);
            assertThat(first.get("id").asString()).isEqualTo("1");
            assertThat(first.get("remoteIp").asString()).isEqualTo("127.0.0.1");
            assertThat(first.get("sender").asString()).isEqualTo("<>");
            assertThat(first.get("recipients").get(0).asString()).isEqualTo("fbl@mail.test");
            assertThat(first.get("subject").asString()).isEqualTo("Complaint");
            assertThat(first.get("toPostmaster").asBoolean()).isFalse();
            assertThat(first.get("why").asString()).isEqualTo("it names no message of ours");

            CommandLineRun shown = run("reports", "show", "1");
            assertThat(shown.out())
                    .contains("From: loop@isp.example\nSubject: Complaint\n\n")
                    .endsWith("it\\u0007s \\u001b[2Jall        lies \u00e4\\u202e\nlast\n")
                    .doesNotContain("\u001b", "\u202e", "\r");
            byte[] bytes = Base64.getDecoder()
                    .decode(CommandLineRun.json(directory, "reports", "show", "1")
                            .get("content")
                            .asString());
            assertThat(new String(bytes, StandardCharsets.UTF_8)).contains(NOTHING + "it\u0007s \u001b[2J");

            assertThat(run("reports", "show", "4").err()).contains("no report is kept as 4");
            assertThat(run("reports", "show", "1").code()).isZero();
            assertThat(run("reports", "drop").code()).isEqualTo(2);
            assertThat(run("reports", "drop", "--all", "1").code()).isEqualTo(2);
            assertThat(run("reports", "drop", "x").err()).contains("no report is kept as x");
            assertThat(CommandLineRun.json(directory, "reports", "drop", "2")
                            .get("dropped")
                            .asInt())
                    .isEqualTo(1);
            assertThat(posthorn.metrics()).contains("posthorn_reports_kept 2.0");
            assertThat(CommandLineRun.json(directory, "reports", "drop", "--all")
                            .get("dropped")
                            .asInt())
                    .isEqualTo(2);
            assertThat(run("reports", "list").out()).isEqualTo("none\n");
        }
    }

    @Test
    void thePostmasterGetsACopy() throws Exception {
        try (ScriptedPeer relay = ScriptedPeer.start(new PeerScript());
                TestServer posthorn = TestServer.start(
                        directory,
                        false,
                        "relay.hosts=" + relay.address(),
                        "mail.postmaster=Post.Master@example.com")) {
            send(posthorn, "fbl@mail.test", NOTHING + "all lies\r\n");

            ReceivedMessage copy = TestServer.arrived(relay, "Post.Master@example.com");

            assertThat(copy.sender()).isEmpty();
            assertThat(copy.text())
                    .contains("From: Posthorn <MAILER-DAEMON@mail.test>\r\n", "To: Post.Master@example.com\r\n")
                    .contains("Content-Type: message/rfc822\r\n", NOTHING + "all lies\r\n");
            assertThat(CommandLineRun.json(directory, "reports", "list")
                            .get(0)
                            .get("toPostmaster")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void aPostmasterThatCannotBeWrittenToStopsTheStart() throws Exception {
        for (String wrong : List.of("postmaster", "Post Master <p@x.test>", "bounces@mail.test", "FBL@mail.test")) {
            PosthornConfig config =
                    TestServer.config(directory, false, "relay.hosts=127.0.0.1:1", "mail.postmaster=" + wrong);
            assertThat(config.obstacles())
                    .containsExactly("mail.postmaster is \"" + wrong + "\"; it must be an address such as"
                            + " postmaster@example.com that somebody reads, and none at mail.domain for reports");
        }
    }

    private static void send(TestServer posthorn, String box, String content) throws Exception {
        assertThat(SmtpText.send(posthorn.server.endpoints().inbound(), "", box, content))
                .isEqualTo("250 2.0.0 Ok");
    }

    private CommandLineRun run(String... words) {
        return CommandLineRun.on(directory, words);
    }
}
