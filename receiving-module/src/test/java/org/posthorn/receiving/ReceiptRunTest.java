package org.posthorn.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
import org.posthorn.receiving.action.Effect;
import org.posthorn.receiving.action.Task;

/// The order of rules and actions, what ends them, and what is done again.
class ReceiptRunTest {
    private static final Instant NOW = Instant.parse("2026-11-26T09:00:00Z");
    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";
    private static final SmtpReply DOWN = SmtpReply.of(451, "4.4.1 down");
    private static final String LOCAL = "receipt:local";

    private final List<String> done = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    /// By what is written to, what an action comes to.
    private final Map<String, Effect> effects = new HashMap<>();
    private final Map<String, Outcome> forwarded = new HashMap<>();
    private ReceiptProgress progress = ReceiptProgress.NONE;

    private Effect perform(ReceiptAction action, Task task) {
        tasks.add(task);
        String what = what(action);
        done.add(task.rule() + ":" + what + task.recipients());
        return effects.getOrDefault(what, Effect.DONE);
    }

    private Map<String, Outcome> forward(ReceiptForward forward, Task task) {
        tasks.add(task);
        done.add(task.rule() + task.recipients());
        Map<String, Outcome> outcomes = new HashMap<>();
        task.recipients()
                .forEach(recipient -> outcomes.put(
                        recipient,
                        forwarded.getOrDefault(
                                recipient, new Outcome.Delivered(SmtpReply.of(250, "2.0.0 Ok"), Peer.NONE))));
        return outcomes;
    }

    private static String what(ReceiptAction action) {
        return switch (action) {
            case ReceiptAction.S3 s3 -> s3.bucket();
            case ReceiptAction.Stop stop -> "stop";
            case ReceiptAction.AddHeader add -> add.name();
            case ReceiptAction.Sns sns -> sns.arn();
            case ReceiptAction.Lambda lambda -> lambda.functionArn();
            case ReceiptAction.Bounce bounce -> bounce.smtpReplyCode();
        };
    }

    private static ReceiptAction s3(String bucket) {
        return new ReceiptAction.S3(bucket, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ReceiptRule rule(String name, List<String> recipients, ReceiptAction... actions) {
        return new ReceiptRule(name, true, false, recipients, List.of(actions), false);
    }

    private static ReceiptForward forward(String name, String recipient) {
        return new ReceiptForward(name, List.of(recipient), "mail.internal", 25, "off", NOW);
    }

    private static Parcel parcel(String... recipients) {
        Content content = new Content("Subject: s\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
        Verdicts verdicts = new Verdicts(
                Verdict.PASS, Verdict.PASS, Verdict.PASS, Optional.empty(), Verdict.DISABLED, Verdict.DISABLED);
        Mail mail = Mail.received(
                MessageId.next("us-east-1", NOW),
                new Tenant("123456789012", "us-east-1"),
                NOW,
                new Envelope("sender@example.net", List.of(recipients)),
                content.sizeBytes(),
                new Receipt(
                        new SmtpClient("127.0.0.1", "client.example", Optional.empty()),
                        verdicts,
                        true,
                        Optional.empty()));
        return new Parcel(mail, List.of(recipients), content, UnaryOperator.identity());
    }

    private Map<String, Outcome> run(Script script, String destination, String... recipients) {
        ReceiptRun run = new ReceiptRun(parcel(recipients), progress, this::perform, this::forward);
        Map<String, Outcome> outcomes = run.follow(script, destination);
        progress = run.isUnfinished() ? run.progress() : ReceiptProgress.NONE;
        return outcomes;
    }

    @Test
    void rulesGoInTheirOrderForTheirRecipientsAndActionsInTheirs() {
        Script script = new Script(
                List.of(
                        rule("one", List.of(), s3("a"), s3("b")),
                        rule("other", List.of("other.example"), s3("never")),
                        rule("two", List.of(BOB), s3("c"))),
                List.of(forward("f", "example.com")));
        Map<String, Outcome> outcomes = run(script, "receipt:s3:a", ANN, BOB);
        assertThat(done)
                .containsExactly(
                        "one:a[" + ANN + ", " + BOB + "]",
                        "one:b[" + ANN + ", " + BOB + "]",
                        "two:c[" + BOB + "]",
                        "forward:f[" + ANN + ", " + BOB + "]");
        assertThat(outcomes.keySet()).containsExactly(ANN, BOB);
        assertThat(outcomes.values())
                .allSatisfy(
                        outcome -> assertThat(outcome.reply()).hasToString("250 2.0.0 Handled by one, two, forward:f"));
    }

    @Test
    void whatWasDoneBeforeAnObstacleIsNotDoneAgain() {
        Script script = new Script(
                List.of(
                        rule("one", List.of(), s3("a")),
                        rule("two", List.of(), s3("b"), s3("c")),
                        rule("three", List.of(), s3("d"))),
                List.of());
        effects.put("c", new Effect.Deferred(DOWN, true));
        Outcome first = run(script, "receipt:s3:a", ANN).get(ANN);
        assertThat(first).isInstanceOf(Outcome.Deferred.class);
        assertThat(((Outcome.Deferred) first).unreachable())
                .as("another destination than the attempt's failed")
                .isFalse();
        assertThat(first.peer()).isEqualTo(Peer.NONE);
        assertThat(ReceiptRun.next(script, progress, List.of(ANN))).isEqualTo("receipt:s3:c");

        Outcome second = run(script, "receipt:s3:c", ANN).get(ANN);
        assertThat(((Outcome.Deferred) second).unreachable()).isTrue();

        effects.clear();
        assertThat(run(script, "receipt:s3:c", ANN).get(ANN)).isInstanceOf(Outcome.Delivered.class);
        assertThat(done)
                .extracting(line -> line.substring(0, line.indexOf('[')))
                .containsExactly("one:a", "two:b", "two:c", "two:c", "two:c", "three:d");
    }

    @Test
    void aRuleThatWasMendedMeanwhileIsFollowedAsItIsNow() {
        effects.put("wrong", new Effect.Deferred(DOWN, false));
        run(new Script(List.of(rule("one", List.of(), s3("a"), s3("wrong"))), List.of()), LOCAL, ANN);
        Map<String, Outcome> outcomes =
                run(new Script(List.of(rule("one", List.of(), s3("a"), s3("right"))), List.of()), LOCAL, ANN);
        assertThat(outcomes.get(ANN)).isInstanceOf(Outcome.Delivered.class);
        assertThat(done).last().isEqualTo("one:right[" + ANN + "]");
        assertThat(done).hasSize(3);
    }

    @Test
    void aStopEndsTheRuleSetAndTheForwardsOfItsRecipients() {
        effects.put("stop", new Effect.Done(Effect.Flow.STOP_RULE_SET));
        Script script = new Script(
                List.of(
                        rule("one", List.of(ANN), new ReceiptAction.Stop(Optional.empty()), s3("behind")),
                        rule("two", List.of(), s3("never"))),
                List.of(forward("f", "example.com")));
        run(script, LOCAL, ANN, BOB);
        assertThat(done).containsExactly("one:stop[" + ANN + "]", "forward:f[" + BOB + "]");
    }

    @Test
    void aFunctionMayStopItsRuleOnly() {
        effects.put("function", new Effect.Done(Effect.Flow.STOP_RULE));
        ReceiptAction lambda =
                new ReceiptAction.Lambda("function", ReceiptAction.InvocationType.RequestResponse, Optional.empty());
        run(
                new Script(
                        List.of(rule("one", List.of(), lambda, s3("behind")), rule("two", List.of(), s3("next"))),
                        List.of()),
                LOCAL,
                ANN);
        assertThat(done).containsExactly("one:function[" + ANN + "]", "two:next[" + ANN + "]");
    }

    @Test
    void whatBouncedIsOverForTheRecipientsOfTheRuleOnly() {
        effects.put("550", new Effect.Bounced(SmtpReply.of(250, "2.0.0 Bounced by rule one: 550 5.1.1 no")));
        effects.put("big", new Effect.Refused(SmtpReply.of(552, "5.3.4 too large")));
        ReceiptAction bounce =
                new ReceiptAction.Bounce("550", Optional.of("5.1.1"), "no", "x@example.com", Optional.empty());
        Map<String, Outcome> outcomes = run(
                new Script(
                        List.of(
                                rule("one", List.of(ANN), bounce, s3("behind")),
                                rule("two", List.of(BOB), s3("big"), s3("behind")),
                                rule("three", List.of(), s3("never"))),
                        List.of(forward("f", "example.com"))),
                LOCAL,
                ANN,
                BOB);
        assertThat(done).containsExactly("one:550[" + ANN + "]", "two:big[" + BOB + "]");
        assertThat(outcomes.get(ANN)).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(BOB).reply().code()).isEqualTo(552);
    }

    @Test
    void addedFieldsAreSeenByLaterActionsAlsoAfterADeferral() {
        effects.put("X-One", new Effect.Added("X-One: 1"));
        effects.put("down", new Effect.Deferred(DOWN, false));
        Script script = new Script(
                List.of(rule("one", List.of(), s3("before"), new ReceiptAction.AddHeader("X-One", "1"), s3("down"))),
                List.of());
        run(script, LOCAL, ANN);
        effects.remove("down");
        run(script, LOCAL, ANN);
        assertThat(tasks)
                .extracting(task -> new String(task.content().bytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .findFirst()
                        .orElse(""))
                .containsExactly("Subject: s", "Subject: s", "X-One: 1", "X-One: 1");
    }

    @Test
    void aForwardSettlesEachRecipientAndIsTriedAgainForThoseThatWait() {
        forwarded.put(BOB, new Outcome.Failed(SmtpReply.of(550, "5.1.1 unknown"), Peer.NONE));
        forwarded.put(ANN, new Outcome.Deferred(DOWN, Peer.NONE, true));
        Script script = new Script(List.of(), List.of(forward("f", "example.com"), forward("g", ANN)));
        String carl = "carl@example.com";
        Map<String, Outcome> outcomes = run(script, "receipt:forward:mail.internal:25", ANN, BOB, carl);
        assertThat(outcomes.get(BOB)).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Deferred) outcomes.get(ANN)).unreachable()).isTrue();
        forwarded.clear();
        assertThat(run(script, "receipt:forward:mail.internal:25", ANN, carl).values())
                .hasSize(2)
                .allSatisfy(outcome ->
                        assertThat(outcome.reply()).hasToString("250 2.0.0 Handled by forward:f, forward:g"));
        assertThat(done)
                .containsExactly(
                        "forward:f[" + ANN + ", " + BOB + ", " + carl + "]",
                        "forward:f[" + ANN + "]",
                        "forward:g[" + ANN + "]");
    }

    @Test
    void aMessageThatNoRuleIsLeftForEnds() {
        assertThat(run(new Script(List.of(), List.of()), LOCAL, ANN).get(ANN).reply())
                .hasToString("250 2.0.0 Handled by no rule");
    }
}
