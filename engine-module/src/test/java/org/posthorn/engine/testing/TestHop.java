package org.posthorn.engine.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.delivery.Parcel;
import org.posthorn.engine.delivery.Peer;
import org.posthorn.engine.delivery.Relay;
import org.posthorn.engine.mail.SmtpReply;

/// A next hop in memory that behaves as it is told: what relays that stand before others are tested with.
public final class TestHop implements NextHopContract.HopRig {
    private static final Peer PEER = Peer.of("hop.test");
    private static final SmtpReply LEFT = SmtpReply.of(451, "4.4.2 The connection was lost");

    private final NextHopContract.Manner manner;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> reached = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    public TestHop(NextHopContract.Manner manner) {
        this.manner = manner;
    }

    @Override
    public Relay relay() {
        return TestRelay.to("hop", this::deliver);
    }

    private Map<String, Outcome> deliver(Parcel parcel) {
        asked.countDown();
        if (manner == NextHopContract.Manner.SILENT) {
            awaitHangUp();
        }
        List<String> accepted = new ArrayList<>();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String address : parcel.recipients()) {
            Outcome outcome = outcome(address);
            outcomes.put(address, outcome);
            if (outcome instanceof Outcome.Delivered) {
                accepted.add(address);
            }
        }
        if (!accepted.isEmpty()) {
            taken.add(RelayContract.text(parcel.signed()));
            reached.addAll(accepted);
        }
        return outcomes;
    }

    private Outcome outcome(String address) {
        return switch (manner) {
            case WILLING -> new Outcome.Delivered(TestMail.OK, PEER);
            case REFUSING ->
                address.startsWith("gone@")
                        ? new Outcome.Failed(TestMail.UNKNOWN_USER, PEER)
                        : new Outcome.Delivered(TestMail.OK, PEER);
            case BUSY -> new Outcome.Deferred(TestMail.TRY_LATER, PEER);
            case AWAY -> new Outcome.Deferred(SmtpReply.of(451, "4.4.1 No connection"), Peer.NONE, true);
            case DYING, SILENT -> new Outcome.Deferred(LEFT, PEER);
        };
    }

    private void awaitHangUp() {
        try {
            hungUp.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<String> taken() {
        return List.copyOf(taken);
    }

    @Override
    public List<String> reached() {
        return List.copyOf(reached);
    }

    @Override
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    @Override
    public void hangUp() {
        hungUp.countDown();
    }

    @Override
    public void close() {
        hangUp();
    }

    /// This hop behind a relay that stands before it.
    public NextHopContract.HopRig behind(Relay front) {
        return new Behind(this, front);
    }

    private record Behind(TestHop hop, Relay relay) implements NextHopContract.HopRig {
        @Override
        public List<String> taken() {
            return hop.taken();
        }

        @Override
        public List<String> reached() {
            return hop.reached();
        }

        @Override
        public boolean isAsked() {
            return hop.isAsked();
        }

        @Override
        public void hangUp() {
            hop.hangUp();
        }

        @Override
        public void close() {
            hop.close();
        }
    }
}
