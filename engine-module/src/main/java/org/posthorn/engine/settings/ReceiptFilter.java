package org.posthorn.engine.settings;

/// Whether mail from an address, or a block of them, is taken (SES API, `ReceiptFilter`).
///
/// @param cidr as it was given
public record ReceiptFilter(String name, Policy policy, String cidr) {
    /// The constants are named as in the API.
    public enum Policy {
        Block,
        Allow
    }
}
