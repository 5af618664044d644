package org.posthorn.api.v1.configurationset;

import java.util.Optional;
import org.posthorn.engine.settings.ConfigurationSet.TlsPolicy;

/// How the messages of a configuration set go out.
record DeliveryOptions(Optional<TlsPolicy> tlsPolicy) {}
