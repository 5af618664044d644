package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.smtp.testing.LoopbackDns;
import software.amazon.awssdk.services.ses.SesClient;

/// Programs of others that hand mail in: swaks and Python's smtplib.
@SuppressWarnings("unchecked") // the varargs of the SDK's builders
class ReceiptClientsTest {
    private static final int SECONDS = 120;
    private static final String ACCOUNT = "123456789012";

    @TempDir
    private static Path mail;

    private static TestServer posthorn;
    private static LoopbackDns dns;

    @TempDir
    private Path scratch;

    private static Path bucket;

    @BeforeAll
    static void rule() throws Exception {
        dns = LoopbackDns.start();
        bucket = Files.createDirectories(mail.resolve("box/inbox"));
        posthorn = TestServer.start(
                mail,
                true,
                "relay.mode=capture",
                "dns.servers=127.0.0.1:" + dns.address().getPort(),
                "receiving.s3_directory=" + mail.resolve("box"));
        try (SesClient ses = posthorn.client(ACCOUNT, "any")) {
            ses.verifyDomainIdentity(r -> r.domain("example.com"));
            ses.createReceiptRuleSet(r -> r.ruleSetName("main"));
            ses.createReceiptRule(r -> r.ruleSetName("main")
                    .rule(rule -> rule.name("store")
                            .enabled(true)
                            .recipients("example.com")
                            .actions(a -> a.s3Action(s -> s.bucketName("inbox")))));
            ses.setActiveReceiptRuleSet(r -> r.ruleSetName("main"));
        }
    }

    @AfterAll
    static void close() throws Exception {
        posthorn.close();
        dns.close();
    }

    @Test
    void swaksHandsInAMessageWithAnAttachment() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/swaks")), "skipped: no swaks (apt-get install swaks)");
        Path file = Files.writeString(scratch.resolve("data.txt"), "attached\n".repeat(1_000));
        String output = run(
                "swaks",
                "--server",
                posthorn.server.endpoints().inbound(),
                "--from",
                "bob@example.net",
                "--to",
                "ann@example.com,carl@example.com",
                "--header",
                "Subject: by swaks",
                "--attach",
                "@" + file);
        assertThat(output).contains("250 2.0.0 Ok ");
        assertThat(stored("Subject: by swaks"))
                .contains("Return-Path: <bob@example.net>")
                .contains("X-Mailer: swaks");
    }

    @Test
    void swaksIsToldWhoIsNotHere() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/swaks")), "skipped: no swaks (apt-get install swaks)");
        assertThat(run("swaks", "--server", posthorn.server.endpoints().inbound(), "--to", "ann@other.example"))
                .contains("550 5.1.1 <ann@other.example> No such recipient here");
    }

    @Test
    void smtplibHandsInMailOfAnyScript() throws Exception {
        assumeTrue(isPythonHere(), "skipped: no python3");
        Path script = Files.writeString(scratch.resolve("send.py"), """
                import smtplib, sys
                from email.message import EmailMessage
                host, port = sys.argv[1].split(':')
                message = EmailMessage()
                message['From'] = 'bob@example.net'
                message['To'] = 'ann@example.com'
                message['Subject'] = 'by smtplib: Grüße, 你好'
                message.set_content('Grüße\\n.\\n..\\n你好\\n')
                with smtplib.SMTP(host, int(port), timeout=60) as client:
                    client.ehlo('client.example')
                    refused = client.send_message(message, to_addrs=['ann@example.com', 'nobody@other.example'])
                    print(sorted(refused.items()))
                    client.sendmail('', ['Ä@example.com'], 'Subject: null sender, UTF-8\\r\\n\\r\\ntext\\r\\n',
                                    mail_options=['SMTPUTF8'])
                """);
        assertThat(run("python3", script.toString(), posthorn.server.endpoints().inbound()))
                .contains("'nobody@other.example', (550, b'5.1.1");
        assertThat(stored("Subject: by smtplib")).contains("\r\n\r\n");
        assertThat(stored("Subject: null sender, UTF-8")).contains("Return-Path: <>\r\n");
    }

    private static boolean isPythonHere() throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0;
    }

    private String run(String... command) throws Exception {
        Path output = scratch.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static String stored(String line) {
        return await("a message with " + line)
                .atMost(TestServer.PATIENCE)
                .until(() -> find(line), text -> !text.isEmpty());
    }

    private static String find(String line) throws Exception {
        try (Stream<Path> files = Files.list(bucket)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (text.contains("\r\n" + line)) {
                    return text;
                }
            }
        }
        return "";
    }
}
