package org.posthorn.engine.wiring;

import org.posthorn.engine.delivery.Relay;

/// The relay for mail that goes out, with all that stands in front of it but what handles mail that came in.
public record OutboundRelay(Relay relay) {}
