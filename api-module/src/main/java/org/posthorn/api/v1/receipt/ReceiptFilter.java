package org.posthorn.api.v1.receipt;

import org.posthorn.engine.settings.ReceiptFilter.Policy;

/// Whether mail from an address, or a block of them, is taken, as it is written in the API.
record ReceiptFilter(String name, IpFilter ipFilter) {
    record IpFilter(Policy policy, String cidr) {}

    org.posthorn.engine.settings.ReceiptFilter toSetting() {
        return new org.posthorn.engine.settings.ReceiptFilter(name, ipFilter.policy(), ipFilter.cidr());
    }

    static ReceiptFilter of(org.posthorn.engine.settings.ReceiptFilter filter) {
        return new ReceiptFilter(filter.name(), new IpFilter(filter.policy(), filter.cidr()));
    }
}
