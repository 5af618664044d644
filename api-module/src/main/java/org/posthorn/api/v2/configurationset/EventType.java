package org.posthorn.api.v2.configurationset;

/// The kinds of events of API v2; the constants are the wire words.
enum EventType {
    SEND,
    REJECT,
    BOUNCE,
    COMPLAINT,
    DELIVERY,
    OPEN,
    CLICK,
    RENDERING_FAILURE,
    DELIVERY_DELAY,
    SUBSCRIPTION;

    /// Both have the same kinds in the same order.
    org.posthorn.engine.settings.EventDestination.EventType setting() {
        return org.posthorn.engine.settings.EventDestination.EventType.values()[ordinal()];
    }

    static EventType of(org.posthorn.engine.settings.EventDestination.EventType setting) {
        return values()[setting.ordinal()];
    }
}
