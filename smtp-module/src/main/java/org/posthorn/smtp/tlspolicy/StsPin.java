package org.posthorn.smtp.tlspolicy;

import java.time.Instant;

/// A policy as it is kept: it holds until it expires, whatever the domain's web server says or does not say meanwhile.
public record StsPin(StsPolicy policy, Instant fetchedAt) {}
