package org.posthorn.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.engine.event.MailEvent;
import org.posthorn.engine.event.MailEvent.Bounce;
import org.posthorn.engine.event.MailEvent.BouncedRecipient;
import org.posthorn.engine.event.MailEvent.Complaint;
import org.posthorn.engine.event.MailEvent.DelayedRecipient;
import org.posthorn.engine.event.MailEvent.DeliveryDelay;
import org.posthorn.engine.mail.Mail;

/// Mail of many programs and people, each delivered to the return path of a message to one recipient and of one to
/// several: what it is taken for, and whom it is about. `bounces/` holds one sample of each kind that was once misread,
/// `notices.txt` what programs write, `others.txt` what looks like it.
class KnownBouncesTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private final Outbox outbox = new Outbox();
    private final FeedbackReceiver receiver = outbox.receiver();

    /// @param kind bounce, delay, complaint, auto or mail
    /// @param sender of the envelope
    record Case(String name, String kind, String address, String sender, String text) {
        /// Whom it is about, or would be.
        String[] recipients() {
            return address.equals("-") ? new String[] {"ann@example.com"} : address.split(",");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> samples() throws IOException {
        return Files.readAllLines(RESOURCES.resolve("bounces/index.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    String name = line.substring(0, line.indexOf(':'));
                    List<String> words =
                            List.of(line.substring(line.indexOf(':') + 2).split(" "));
                    return new Case(name, words.get(0), words.get(2), "", read("bounces/" + name + ".eml"));
                });
    }

    static Stream<Case> notices() {
        return cases("notices.txt");
    }

    static Stream<Case> others() {
        return cases("others.txt");
    }

    /// Each begins with a line `=== name: kind address`, the address `-` for nobody's.
    private static Stream<Case> cases(String file) {
        return Stream.of(read(file).split("(?m)^=== ")).skip(1).map(text -> {
            int end = text.indexOf('\n');
            String name = text.substring(0, text.indexOf(':'));
            List<String> words = List.of(text.substring(name.length() + 2, end).split(" "));
            String sender = words.size() > 2 ? words.get(2) : "";
            return new Case(name, words.get(0), words.get(1), sender, text.substring(end + 1));
        });
    }

    private static String read(String file) {
        try {
            return Files.readString(RESOURCES.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"samples", "notices", "others"})
    void isTakenForWhatItIsAlone(Case sample) throws Exception {
        assertThat(taken(sample, outbox.send(sample.recipients()))).isEqualTo(sample.kind() + " " + sample.address());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"samples", "notices", "others"})
    void isTakenForWhatItIsAmongOthers(Case sample) throws Exception {
        List<String> recipients = new ArrayList<>(List.of("dan@example.com"));
        recipients.addAll(List.of(sample.recipients()));
        recipients.addAll(List.of("eva@elsewhere.example", "joann@example.com"));

        assertThat(taken(sample, outbox.send(recipients.toArray(String[]::new))))
                .isEqualTo(sample.kind() + " " + sample.address());
    }

    private String taken(Case sample, Mail mail) throws Exception {
        String from = sample.sender().isEmpty() ? "" : "Return-Path: <" + sample.sender() + ">\n";
        assertThat(receiver.receive(Sample.received(from + sample.text(), mail)).code())
                .isEqualTo(250);
        List<MailEvent> events = outbox.reportedEvents();
        if (!events.isEmpty()) {
            assertThat(events).hasSize(1);
            return describe(events.getFirst());
        }
        assertThat(outbox.feedbackMail()).hasSize(1);
        return receiver.count(Verdict.AUTO_REPLY) == 1 ? "auto -" : "mail -";
    }

    private static String describe(MailEvent event) {
        return switch (event) {
            case Bounce bounce -> "bounce " + names(bounce.recipients().stream().map(BouncedRecipient::address));
            case Complaint complaint -> "complaint " + names(complaint.recipients().stream());
            case DeliveryDelay delay ->
                "delay " + names(delay.recipients().stream().map(DelayedRecipient::address));
            default -> throw new AssertionError(event);
        };
    }

    private static String names(Stream<String> addresses) {
        return String.join(",", addresses.sorted().toList());
    }
}
