package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Rules for the messages that name it.
///
/// @param tlsPolicy empty when it was never set, which means the same as `Optional`
/// @param paused whether messages that name it are refused
/// @param lastFreshStart when it was last allowed to send again
/// @param destinations of its events, in the order of their names
/// @param redirectDomain that the links of its messages lead through; ours when empty
/// @param tracking whether it has tracking options at all
/// @param reputationMetrics whether its bounces and complaints are metrics of their own
/// @param sendingPool of the addresses that its messages leave from; the default one when empty
public record ConfigurationSet(
        String name,
        Optional<TlsPolicy> tlsPolicy,
        boolean paused,
        Optional<Instant> lastFreshStart,
        List<EventDestination> destinations,
        boolean tracking,
        Optional<String> redirectDomain,
        boolean reputationMetrics,
        Optional<String> sendingPool) {
    public ConfigurationSet {
        destinations = List.copyOf(destinations);
    }

    /// A set without rules.
    public static ConfigurationSet named(String name) {
        return new ConfigurationSet(
                name,
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                false,
                Optional.empty());
    }

    public ConfigurationSet withTlsPolicy(Optional<TlsPolicy> tlsPolicy) {
        return new ConfigurationSet(
                name,
                tlsPolicy,
                paused,
                lastFreshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    /// The same set with sending stopped, or allowed again from now on.
    public ConfigurationSet withSending(boolean enabled, Instant now) {
        Optional<Instant> freshStart = enabled && paused ? Optional.of(now) : lastFreshStart;
        return new ConfigurationSet(
                name,
                tlsPolicy,
                !enabled,
                freshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    public ConfigurationSet withDestinations(List<EventDestination> destinations) {
        return new ConfigurationSet(
                name,
                tlsPolicy,
                paused,
                lastFreshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    public ConfigurationSet withTracking(boolean tracking, Optional<String> redirectDomain) {
        return new ConfigurationSet(
                name,
                tlsPolicy,
                paused,
                lastFreshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    public ConfigurationSet withReputationMetrics(boolean reputationMetrics) {
        return new ConfigurationSet(
                name,
                tlsPolicy,
                paused,
                lastFreshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    public ConfigurationSet withSendingPool(Optional<String> sendingPool) {
        return new ConfigurationSet(
                name,
                tlsPolicy,
                paused,
                lastFreshStart,
                destinations,
                tracking,
                redirectDomain,
                reputationMetrics,
                sendingPool);
    }

    /// Whether messages may go out in plain text; the constants are named as in the API.
    public enum TlsPolicy {
        /// Only encrypted.
        Require,
        /// In plain text to hosts that don't offer TLS.
        Optional
    }

    /// Whether messages go out encrypted or not at all.
    public boolean requiresTls() {
        return tlsPolicy.filter(policy -> policy == TlsPolicy.Require).isPresent();
    }

    /// The destinations that are switched on for events of a kind.
    public List<EventDestination> destinationsOf(EventDestination.EventType type) {
        return destinations.stream()
                .filter(destination ->
                        destination.enabled() && destination.types().contains(type))
                .toList();
    }
}
