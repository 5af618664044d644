package org.posthorn.engine.delivery;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.posthorn.engine.testing.MemoryStore;
import org.posthorn.engine.testing.NextHopContract;
import org.posthorn.engine.testing.RelayContract;
import org.posthorn.engine.testing.TestClock;
import org.posthorn.engine.testing.TestHop;

/// The engine's own relay, and the one that tests put behind others.
class RelaysTest {
    @Nested
    class Capture implements RelayContract {
        @Override
        public Rig open() {
            CaptureRelay relay = new CaptureRelay(new MemoryStore(new TestClock()).captures());
            return new Rig() {
                @Override
                public Relay relay() {
                    return relay;
                }

                @Override
                public List<String> taken() {
                    return relay.messages().stream()
                            .map(captured -> RelayContract.text(captured.content()))
                            .toList();
                }

                @Override
                public void close() {}
            };
        }
    }

    @Nested
    class OfTests implements NextHopContract {
        @Override
        public HopRig open(Manner manner) {
            return new TestHop(manner);
        }
    }
}
