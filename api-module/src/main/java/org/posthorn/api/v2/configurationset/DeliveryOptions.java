package org.posthorn.api.v2.configurationset;

import java.time.Duration;
import java.util.Optional;
import org.posthorn.api.codec.Violations;
import org.posthorn.engine.configurationset.ConfigurationSets;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ConfigurationSet;

/// How its messages go out.
///
/// @param sendingPoolName of the addresses that they leave from
/// @param maxDeliverySeconds how long they are tried
record DeliveryOptions(
        Optional<TlsPolicy> tlsPolicy, Optional<String> sendingPoolName, Optional<Long> maxDeliverySeconds) {
    private static final long LEAST_SECONDS = 300;
    private static final long MOST_SECONDS = 50_400;

    /// In the order that was seen: the pool, and the seconds after it.
    ///
    /// @param path before the names of members: `deliveryOptions.`, or nothing
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for a pool that there is not, VALIDATION_ERROR
    /// for
    ///     seconds out of bounds
    DeliveryOptions checked(ConfigurationSets sets, Tenant tenant, String path) {
        sendingPoolName.ifPresent(pool -> sets.checkPool(tenant, pool));
        Violations violations = new Violations(Violations.Style.V2);
        maxDeliverySeconds
                .filter(seconds -> seconds < LEAST_SECONDS)
                .ifPresent(seconds -> violations.tooSmall("value", LEAST_SECONDS, path + "maxDeliverySeconds"));
        maxDeliverySeconds
                .filter(seconds -> seconds > MOST_SECONDS)
                .ifPresent(seconds -> violations.tooLarge("value", MOST_SECONDS, path + "maxDeliverySeconds"));
        violations.throwIfAny();
        return this;
    }

    ConfigurationSet in(ConfigurationSet set) {
        return set.withTlsPolicy(tlsPolicy.map(TlsPolicy::setting))
                .withSendingPool(sendingPoolName)
                .withOptions(options -> options.withMaxDelivery(maxDeliverySeconds.map(Duration::ofSeconds)));
    }

    /// Empty when nothing of it is set.
    static Optional<DeliveryOptions> of(ConfigurationSet set) {
        DeliveryOptions told = new DeliveryOptions(
                set.tlsPolicy().map(TlsPolicy::of),
                set.sendingPool(),
                set.options().maxDelivery().map(Duration::toSeconds));
        return Optional.of(told)
                .filter(options ->
                        !options.equals(new DeliveryOptions(Optional.empty(), Optional.empty(), Optional.empty())));
    }
}
