package org.posthorn.api.v2.contact;

/// Whether somebody wants mail; in AWS's own order.
enum SubscriptionStatus {
    OPT_OUT,
    OPT_IN;

    static SubscriptionStatus of(boolean optedIn) {
        return optedIn ? OPT_IN : OPT_OUT;
    }

    boolean optedIn() {
        return this == OPT_IN;
    }
}
