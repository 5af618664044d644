package org.posthorn.api.v2.account;

/// What is paid for at SES.
enum PricingPlan {
    NONE,
    ESSENTIALS,
    PRO,
    ENTERPRISE
}
