package org.posthorn.engine.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;
import org.posthorn.engine.mail.SmtpReply;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;

/// Keeps every message and delivers none (`relay.mode = capture`): what tests and laptops want. Survives restarts.
///
/// Holds the newest [#MOST] messages; an older one goes when a new one comes.
public final class CaptureRelay implements Relay {
    public static final TableName<Stored> TABLE = new TableName<>("captured", Stored.class);

    /// Messages kept.
    public static final int MOST = 1_000;

    private static final SmtpReply CAPTURED = SmtpReply.of(250, "2.0.0 Ok: captured, not delivered");

    private final Table<Stored> table;
    private final Deque<Place> kept = new ArrayDeque<>();

    public CaptureRelay(Settings settings) {
        this.table = settings.table(TABLE);
        List<Table.Row<Stored>> rows = new ArrayList<>(table.scan(Optional.empty(), MOST));
        rows.sort((a, b) -> a.value().mail().id().compareTo(b.value().mail().id()));
        rows.forEach(row -> kept.add(new Place(row.tenant(), row.name())));
    }

    @Override
    public Plan plan(Mail mail, List<String> addresses) {
        return Plan.of(new SingleWay("capture", addresses, this::keep));
    }

    private Map<String, Outcome> keep(Parcel parcel) {
        Mail mail = parcel.mail();
        Place place = new Place(mail.tenant(), mail.id().toString());
        synchronized (kept) {
            table.put(
                    place.tenant(),
                    place.name(),
                    new Stored(mail, parcel.signed().bytes()));
            kept.remove(place);
            kept.add(place);
            while (kept.size() > MOST) {
                Place oldest = kept.remove();
                table.delete(oldest.tenant(), oldest.name());
            }
        }
        Map<String, Outcome> outcomes = new HashMap<>();
        parcel.recipients()
                .forEach(address -> outcomes.put(address, new Outcome.Delivered(CAPTURED, Peer.of("capture"))));
        return outcomes;
    }

    /// All kept messages, oldest first.
    public List<Captured> messages() {
        List<Place> places;
        synchronized (kept) {
            places = List.copyOf(kept);
        }
        List<Captured> messages = new ArrayList<>();
        for (Place place : places) {
            table.get(place.tenant(), place.name())
                    .ifPresent(stored -> messages.add(new Captured(stored.mail(), new Content(stored.content()))));
        }
        return Collections.unmodifiableList(messages);
    }

    /// Forgets one message of that id, or all without one.
    public void clear(Optional<String> id) {
        synchronized (kept) {
            kept.removeIf(place -> {
                boolean goes = id.isEmpty() || id.get().equals(place.name());
                if (goes) {
                    table.delete(place.tenant(), place.name());
                }
                return goes;
            });
        }
    }

    /// A message that was kept.
    public record Captured(Mail mail, Content content) {}

    /// The same at rest.
    public record Stored(Mail mail, byte[] content) {}

    /// Where it lies in the table.
    private record Place(Tenant tenant, String name) {}
}
