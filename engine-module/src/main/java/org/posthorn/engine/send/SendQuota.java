package org.posthorn.engine.send;

import java.util.List;
import org.posthorn.engine.event.Counters.Window;
import org.posthorn.engine.mail.Tenant;

/// How much a tenant has sent and may send: a sliding 24 hours and a token bucket (reference section f).
public final class SendQuota {
    /// Recipients counted in the last 24 hours.
    public double sentLast24Hours(Tenant tenant) {
        throw new UnsupportedOperationException();
    }

    /// Statistics of the last two weeks in windows of 15 minutes; empty windows are left out.
    public List<Window> statistics(Tenant tenant) {
        throw new UnsupportedOperationException();
    }
}
