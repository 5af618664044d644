package org.posthorn.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Envelope;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.Receipt;
import org.posthorn.engine.mail.SmtpClient;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptProgress;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.receiving.ReceiptRuns.Script;
import org.posthorn.receiving.action.Actions;
import org.posthorn.receiving.action.Effect;
import org.posthorn.receiving.action.Task;

/// Where an attempt stops, and where the next goes on.
class ReceiptRefusedTest {
    private static final SmtpReply TOO_LARGE = SmtpReply.of(552, "5.3.4 too large");
    private static final Effect REFUSED = new Effect.Refused(TOO_LARGE);
    private static final Effect LATER = new Effect.Deferred(SmtpReply.of(451, "4.3.0 later"), false);
    private static final String A = "a@example.com";
    private static final String B = "b@example.com";

    private final List<String> done = new ArrayList<>();
    private final Map<String, Effect> effects = new HashMap<>();
    private final List<String> refusedForwards = new ArrayList<>();

    @Test
    void whatIsRefusedGoesOnWhereItWasRefused() {
        Script script =
                new Script(List.of(rule("one", List.of(), "x", "y", "z"), rule("two", List.of(), "t")), List.of());
        effects.put("y", REFUSED);

        ReceiptRun first = run(ReceiptProgress.NONE, A);
        Map<String, Outcome> outcomes = first.follow(script, Actions.LOCAL);

        assertThat(outcomes).containsEntry(A, new Outcome.Failed(TOO_LARGE, Peer.NONE));
        assertThat(first.isUnfinished()).isFalse();
        assertThat(first.progress().rule()).contains("one");
        assertThat(first.progress().actions()).isEqualTo(1);
        assertThat(done).containsExactly("x", "y");

        done.clear();
        ReceiptRun again = run(first.progress(), A);
        again.follow(script, Actions.LOCAL);
        assertThat(done).as("refused again").containsExactly("y");
        assertThat(again.progress()).isEqualTo(first.progress());

        effects.clear();
        done.clear();
        assertThat(run(again.progress(), A).follow(script, Actions.LOCAL))
                .containsEntry(
                        A,
                        new Outcome.Delivered(SmtpReply.of(250, "2.0.0 Handled by one, two"), Peer.of(Actions.LOCAL)));
        assertThat(done).as("mended").containsExactly("y", "z", "t");
    }

    @Test
    void aRefusalForSomeLeavesTheOthersToTheirRules() {
        Script script = new Script(List.of(rule("one", List.of(A), "x"), rule("two", List.of(), "y", "z")), List.of());
        effects.put("x", REFUSED);

        ReceiptRun run = run(ReceiptProgress.NONE, A, B);
        Map<String, Outcome> outcomes = run.follow(script, Actions.LOCAL);

        assertThat(outcomes.get(A)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(B)).isInstanceOf(Outcome.Delivered.class);
        assertThat(done).containsExactly("x", "y", "z");
        assertThat(run.progress().done()).containsExactly("two");
        assertThat(run.progress().rule()).contains("one");
    }

    @Test
    void whatIsPutOffComesBeforeWhatWasRefused() {
        Script script =
                new Script(List.of(rule("one", List.of(A), "w", "x"), rule("two", List.of(), "y", "z")), List.of());
        effects.put("x", REFUSED);
        effects.put("z", LATER);

        ReceiptRun run = run(ReceiptProgress.NONE, A, B);
        run.follow(script, Actions.LOCAL);

        assertThat(run.isUnfinished()).isTrue();
        assertThat(run.progress().rule()).contains("two");
        assertThat(run.progress().actions()).isEqualTo(1);
        assertThat(run.progress().done()).as("the refused one is not done").isEmpty();
    }

    @Test
    void aForwardThatWasRefusedIsNotDone() {
        ReceiptForward forward = new ReceiptForward("host", List.of(), "127.0.0.1", 25, "off", Instant.EPOCH);
        Script script = new Script(List.of(), List.of(forward));
        refusedForwards.add(A);

        ReceiptRun run = run(ReceiptProgress.NONE, A, B);
        Map<String, Outcome> outcomes = run.follow(script, "receipt:forward:127.0.0.1:25");

        assertThat(outcomes.get(A)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(B)).isInstanceOf(Outcome.Delivered.class);
        assertThat(run.progress().done()).containsExactly("forward:host " + B);

        done.clear();
        refusedForwards.clear();
        assertThat(run(run.progress(), A)
                        .follow(script, "receipt:forward:127.0.0.1:25")
                        .get(A))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(done).containsExactly("host");
    }

    /// All accounts have that destination in common.
    @Test
    void whatFailsHereSaysNothingOfTheLocalDestination() {
        effects.put("x", LATER);

        Outcome outcome = run(ReceiptProgress.NONE, A)
                .follow(new Script(List.of(rule("one", List.of(), "x")), List.of()), Actions.LOCAL)
                .get(A);

        assertThat(outcome.peer()).isEqualTo(Peer.NONE);
    }

    private ReceiptRun run(ReceiptProgress before, String... recipients) {
        return new ReceiptRun(parcel(recipients), before, this::perform, this::forward);
    }

    private Effect perform(ReceiptAction action, Task task) {
        String name = ((ReceiptAction.AddHeader) action).name();
        done.add(name);
        return effects.getOrDefault(name, Effect.DONE);
    }

    private Map<String, Outcome> forward(ReceiptForward forward, Task task) {
        done.add(forward.name());
        return task.recipients().stream()
                .collect(Collectors.toMap(
                        address -> address,
                        address -> refusedForwards.contains(address)
                                ? new Outcome.Failed(TOO_LARGE, Peer.NONE)
                                : new Outcome.Delivered(SmtpReply.of(250, "2.0.0 ok"), Peer.NONE)));
    }

    private static ReceiptRule rule(String name, List<String> recipients, String... actions) {
        List<ReceiptAction> all = new ArrayList<>();
        for (String action : actions) {
            all.add(new ReceiptAction.AddHeader(action, "v"));
        }
        return new ReceiptRule(name, true, false, recipients, all, false);
    }

    private static Parcel parcel(String... recipients) {
        Content content = Content.of("Subject: x\r\n\r\n");
        Verdict none = Verdict.GRAY;
        Mail mail = Mail.received(
                MessageId.next("us-east-1", Instant.EPOCH),
                new Tenant("123456789012", "us-east-1"),
                Instant.EPOCH,
                new Envelope("far@strange.test", List.of(recipients)),
                content.sizeBytes(),
                new Receipt(
                        new SmtpClient("192.0.2.1", "x.test", Optional.empty()),
                        new Verdicts(none, none, none, Optional.empty(), none, none),
                        false,
                        Optional.empty()));
        return new Parcel(mail, List.of(recipients), content, UnaryOperator.identity());
    }
}
