package org.posthorn.receiving;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.receipt.RecipientPattern;
import org.posthorn.engine.settings.ReceiptAction;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptProgress;
import org.posthorn.engine.settings.ReceiptRule;
import org.posthorn.receiving.ReceiptRuns.Script;
import org.posthorn.receiving.action.Actions;
import org.posthorn.receiving.action.Effect;
import org.posthorn.receiving.action.Forwarding;
import org.posthorn.receiving.action.Task;

/// One attempt to handle one message: its rules in their order, the actions of each in theirs, then its forwards.
///
/// A rule acts once, for those of the recipients that it is for and that have not bounced. Stop ends the rule set for
/// all of the message, as in SES; forwards are no part of it and act unless the rule that stopped was for the same
/// recipient. The first action that can't be done ends the attempt: what was done before it is noted, and not done
/// again. For one thread.
final class ReceiptRun {
    private static final Outcome NO_OUTCOME =
            new Outcome.Deferred(SmtpReply.of(451, "4.4.0 No reply for this recipient"), Peer.NONE);

    private final Parcel parcel;
    private final BiFunction<ReceiptAction, Task, Effect> actions;
    private final BiFunction<ReceiptForward, Task, Map<String, Outcome>> forwarding;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final List<String> done;
    private final List<String> headers;
    private final List<String> stopped;
    private Content content;
    private int headersInFront;
    private boolean ended;
    private Optional<String> rule;
    private int actionsDone;
    private Optional<String> refusedRule = Optional.empty();
    private int refusedAction;
    private Optional<Effect.Deferred> obstacle = Optional.empty();
    private String obstacleAt = "";

    /// @param actions does an action, as [Actions#perform]
    /// @param forwarding forwards, as [Forwarding#forward]
    ReceiptRun(
            Parcel parcel,
            ReceiptProgress before,
            BiFunction<ReceiptAction, Task, Effect> actions,
            BiFunction<ReceiptForward, Task, Map<String, Outcome>> forwarding) {
        this.parcel = parcel;
        this.content = parcel.content();
        this.actions = actions;
        this.forwarding = forwarding;
        this.done = new ArrayList<>(before.done());
        this.headers = new ArrayList<>(before.headers());
        this.stopped = new ArrayList<>(before.stopped());
        this.ended = before.ended();
        this.rule = before.rule();
        this.actionsDone = before.actions();
    }

    /// Where the next attempt goes on: at what could not be done, or else at what was refused, should the message be
    /// kept for that.
    ReceiptProgress progress() {
        return rule.isPresent() || refusedRule.isEmpty()
                ? new ReceiptProgress(done, rule, actionsDone, headers, ended, stopped)
                : new ReceiptProgress(done, refusedRule, refusedAction, headers, ended, stopped);
    }

    boolean isUnfinished() {
        return obstacle.isPresent();
    }

    /// @param destination that the attempt is counted for: one that fails elsewhere says nothing of it
    Map<String, Outcome> follow(Script script, String destination) {
        for (ReceiptRule next : script.rules()) {
            if (!ended && obstacle.isEmpty() && !done.contains(next.name())) {
                follow(next);
            }
        }
        for (ReceiptForward next : script.forwards()) {
            if (obstacle.isEmpty() && !done.contains(mark(next))) {
                forward(next);
            }
        }
        SmtpReply reply = obstacle.map(Effect.Deferred::reply)
                .orElseGet(() -> SmtpReply.of(
                        250, "2.0.0 Handled by " + (done.isEmpty() ? "no rule" : String.join(", ", done))));
        // What fails here for one account says nothing to the others, who have the same place.
        boolean here = obstacleAt.equals(destination) && !obstacleAt.equals(Actions.LOCAL);
        for (String recipient : parcel.recipients()) {
            outcomes.computeIfAbsent(
                    recipient,
                    address -> obstacle.<Outcome>map(deferred -> new Outcome.Deferred(
                                    reply, here ? Peer.of(obstacleAt) : Peer.NONE, here && deferred.unreachable()))
                            .orElseGet(() -> new Outcome.Delivered(reply, Peer.of(destination))));
        }
        return outcomes;
    }

    private void follow(ReceiptRule next) {
        List<String> matched = matched(next.recipients());
        if (matched.isEmpty()) {
            return;
        }
        int first = rule.filter(next.name()::equals).isPresent() ? actionsDone : 0;
        for (int i = first; i < next.actions().size(); i++) {
            ReceiptAction action = next.actions().get(i);
            Effect effect = actions.apply(action, new Task(parcel.mail(), contentFor(action), matched, next.name()));
            if (effect instanceof Effect.Deferred deferred) {
                rule = Optional.of(next.name());
                actionsDone = i;
                meet(deferred, Actions.destination(action));
                return;
            }
            if (effect instanceof Effect.Refused refused) {
                end(matched, new Outcome.Failed(refused.reply(), Peer.NONE));
                refuse(next, i);
                return;
            }
            if (endsRule(effect, matched)) {
                break;
            }
        }
        done.add(next.name());
        rule = Optional.empty();
        actionsDone = 0;
    }

    private void refuse(ReceiptRule refused, int action) {
        if (refusedRule.isEmpty()) {
            refusedRule = Optional.of(refused.name());
            refusedAction = action;
        }
        if (rule.filter(refused.name()::equals).isPresent()) {
            rule = Optional.empty();
            actionsDone = 0;
        }
    }

    /// Takes note of what was done.
    private boolean endsRule(Effect effect, List<String> matched) {
        return switch (effect) {
            case Effect.Added added -> {
                headers.addFirst(added.field());
                yield false;
            }
            case Effect.Bounced bounced -> {
                end(matched, new Outcome.Delivered(bounced.reply(), Peer.NONE));
                yield true;
            }
            case Effect.Done it -> {
                if (it.flow() == Effect.Flow.STOP_RULE_SET) {
                    ended = true;
                    stopped.addAll(matched);
                }
                yield it.flow() != Effect.Flow.CONTINUE;
            }
            case Effect.Deferred deferred -> throw new IllegalStateException("it was not done");
            case Effect.Refused refused -> throw new IllegalStateException("it was not done");
        };
    }

    private void end(Collection<String> recipients, Outcome outcome) {
        recipients.forEach(recipient -> outcomes.put(recipient, outcome));
    }

    private void forward(ReceiptForward next) {
        List<String> matched = matched(next.recipients()).stream()
                .filter(recipient -> !stopped.contains(recipient) && !done.contains(mark(next, recipient)))
                .toList();
        if (matched.isEmpty()) {
            return;
        }
        boolean refused = false;
        Map<String, Outcome> forwarded =
                forwarding.apply(next, new Task(parcel.mail(), content(), matched, mark(next)));
        for (String recipient : matched) {
            switch (forwarded.getOrDefault(recipient, NO_OUTCOME)) {
                case Outcome.Failed failed -> {
                    outcomes.put(recipient, failed);
                    refused = true;
                }
                case Outcome.Deferred deferred ->
                    meet(new Effect.Deferred(deferred.reply(), deferred.unreachable()), Forwarding.destination(next));
                case Outcome.Delivered delivered -> done.add(mark(next, recipient));
            }
        }
        if (obstacle.isEmpty() && !refused) {
            done.removeIf(entry -> entry.startsWith(mark(next) + " "));
            done.add(mark(next));
        }
    }

    private void meet(Effect.Deferred deferred, String destination) {
        obstacle = Optional.of(deferred);
        obstacleAt = destination;
    }

    private static String mark(ReceiptForward forward) {
        return "forward:" + forward.name();
    }

    /// For one recipient, while another one waits.
    private static String mark(ReceiptForward forward, String recipient) {
        return mark(forward) + " " + recipient;
    }

    private List<String> matched(List<String> pattern) {
        return parcel.recipients().stream()
                .filter(recipient -> !outcomes.containsKey(recipient) && RecipientPattern.covers(pattern, recipient))
                .toList();
    }

    /// With the fields in front that were added; one copy at a time, which no action makes again.
    private Content content() {
        if (headersInFront == headers.size()) {
            return content;
        }
        content = parcel.content(); // lets go of the copy before it makes another
        content = parcel.content().withFront((String.join("\r\n", headers) + "\r\n").getBytes(StandardCharsets.UTF_8));
        headersInFront = headers.size();
        return content;
    }

    /// What an action reads: whoever only adds fields needs no copy for it.
    private Content contentFor(ReceiptAction action) {
        return action instanceof ReceiptAction.AddHeader ? parcel.content() : content();
    }

    /// The destination of what comes next in a script; the one of what needs none at its end.
    static String next(Script script, ReceiptProgress progress, List<String> addresses) {
        if (!progress.ended()) {
            for (ReceiptRule rule : script.rules()) {
                if (!progress.done().contains(rule.name()) && isFor(rule.recipients(), addresses)) {
                    int first = progress.rule().filter(rule.name()::equals).isPresent() ? progress.actions() : 0;
                    Optional<String> remote = rule.actions().stream()
                            .skip(first)
                            .map(Actions::destination)
                            .filter(destination -> !destination.equals(Actions.LOCAL))
                            .findFirst();
                    if (remote.isPresent()) {
                        return remote.get();
                    }
                }
            }
        }
        return script.forwards().stream()
                .filter(forward -> !progress.done().contains(mark(forward)) && isFor(forward.recipients(), addresses))
                .map(Forwarding::destination)
                .findFirst()
                .orElse(Actions.LOCAL);
    }

    private static boolean isFor(List<String> pattern, List<String> addresses) {
        return addresses.stream().anyMatch(address -> RecipientPattern.covers(pattern, address));
    }
}
