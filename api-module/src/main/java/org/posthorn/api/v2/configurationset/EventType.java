package org.posthorn.api.v2.configurationset;

import java.util.Arrays;

/// The kinds of events of API v2; the constants are the wire words.
enum EventType {
    SEND(org.posthorn.engine.settings.EventDestination.EventType.send),
    REJECT(org.posthorn.engine.settings.EventDestination.EventType.reject),
    BOUNCE(org.posthorn.engine.settings.EventDestination.EventType.bounce),
    COMPLAINT(org.posthorn.engine.settings.EventDestination.EventType.complaint),
    DELIVERY(org.posthorn.engine.settings.EventDestination.EventType.delivery),
    OPEN(org.posthorn.engine.settings.EventDestination.EventType.open),
    CLICK(org.posthorn.engine.settings.EventDestination.EventType.click),
    RENDERING_FAILURE(org.posthorn.engine.settings.EventDestination.EventType.renderingFailure),
    DELIVERY_DELAY(org.posthorn.engine.settings.EventDestination.EventType.deliveryDelay),
    SUBSCRIPTION(org.posthorn.engine.settings.EventDestination.EventType.subscription);

    private final org.posthorn.engine.settings.EventDestination.EventType setting;

    EventType(org.posthorn.engine.settings.EventDestination.EventType setting) {
        this.setting = setting;
    }

    org.posthorn.engine.settings.EventDestination.EventType setting() {
        return setting;
    }

    static EventType of(org.posthorn.engine.settings.EventDestination.EventType setting) {
        return Arrays.stream(values())
                .filter(type -> type.setting == setting)
                .findFirst()
                .orElseThrow();
    }
}
