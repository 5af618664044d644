package org.posthorn.receiving.action;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.posthorn.engine.delivery.Outcome;
import org.posthorn.engine.settings.ReceiptForward;

/// Hands a message on to an SMTP host behind this server. Safe for use by many threads.
@Singleton
public final class Forwarding {
    @Inject
    Forwarding() {}

    /// Makes one attempt.
    ///
    /// @return an outcome for each recipient
    public Map<String, Outcome> forward(ReceiptForward forward, Task task) {
        return new HashMap<>();
    }

    public static String destination(ReceiptForward forward) {
        return "receipt:forward:" + forward.host() + ":" + forward.port();
    }
}
