package org.posthorn.engine.wiring;

import org.posthorn.engine.delivery.Relay;

/// The relay that mail really goes to, behind whatever stands in front of it (the mailbox simulator).
public record NextHop(Relay relay) {}
