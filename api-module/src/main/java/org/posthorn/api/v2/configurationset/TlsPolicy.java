package org.posthorn.api.v2.configurationset;

import org.posthorn.engine.settings.ConfigurationSet;

/// Whether messages may go out in plain text; the constants are the wire words, in AWS's own order.
enum TlsPolicy {
    OPTIONAL(ConfigurationSet.TlsPolicy.Optional),
    REQUIRE(ConfigurationSet.TlsPolicy.Require);

    private final ConfigurationSet.TlsPolicy setting;

    TlsPolicy(ConfigurationSet.TlsPolicy setting) {
        this.setting = setting;
    }

    ConfigurationSet.TlsPolicy setting() {
        return setting;
    }

    static TlsPolicy of(ConfigurationSet.TlsPolicy setting) {
        return setting == ConfigurationSet.TlsPolicy.Require ? REQUIRE : OPTIONAL;
    }
}
