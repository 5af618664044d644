package org.posthorn.engine.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.delivery.Captures.Captured;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.SmtpReply;

/// Keeps every message in [Captures] and delivers none (`relay.mode = capture`): what tests and laptops want. Survives
/// restarts.
public final class CaptureRelay implements Relay {
    private static final SmtpReply CAPTURED = SmtpReply.of(250, "2.0.0 Ok: captured, not delivered");

    private final Captures captures;

    public CaptureRelay(Captures captures) {
        this.captures = captures;
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        return Plan.of(new SingleWay("capture", addresses, this::keep));
    }

    private Map<String, Outcome> keep(Parcel parcel) {
        captures.add(new Captured(parcel.mail(), parcel.signed()));
        Map<String, Outcome> outcomes = new HashMap<>();
        parcel.recipients()
                .forEach(address -> outcomes.put(address, new Outcome.Delivered(CAPTURED, Peer.of("capture"))));
        return outcomes;
    }

    /// All kept messages, oldest first.
    public List<Captured> messages() {
        return captures.ids().stream().flatMap(id -> captures.find(id).stream()).toList();
    }

    /// Forgets one message of that id, or all without one.
    public void clear(Optional<String> id) {
        captures.forget(
                id.isEmpty()
                        ? captures.ids()
                        : MessageId.parse(id.get()).map(List::of).orElse(List.of()));
    }
}
