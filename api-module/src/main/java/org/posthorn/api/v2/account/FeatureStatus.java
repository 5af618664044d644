package org.posthorn.api.v2.account;

/// Whether something is switched on, in the words of API v2.
enum FeatureStatus {
    ENABLED,
    DISABLED;

    static FeatureStatus of(boolean on) {
        return on ? ENABLED : DISABLED;
    }

    boolean isOn() {
        return this == ENABLED;
    }
}
