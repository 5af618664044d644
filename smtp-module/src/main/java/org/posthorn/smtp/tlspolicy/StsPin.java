package org.posthorn.smtp.tlspolicy;

import java.time.Instant;
import org.posthorn.engine.settings.TableName;

/// A policy as it is kept: it holds until it expires, whatever the domain's web server says or does not say meanwhile.
public record StsPin(StsPolicy policy, Instant fetchedAt) {
    public static final TableName<StsPin> TABLE = new TableName<>("mta-sts", StsPin.class);
}
