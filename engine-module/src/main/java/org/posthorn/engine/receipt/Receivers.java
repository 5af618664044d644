package org.posthorn.engine.receipt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.ReceiptForward;
import org.posthorn.engine.settings.ReceiptRule;

/// Who wants mail for an address: every tenant that has verified the domain, or one above it, and has a rule or a
/// forward for the address. Each of them gets a message of its own. Safe for use by many threads.
///
/// Takes a read in memory for each tenant that receives anything.
@Singleton
public final class Receivers {
    /// Tenants that begin to receive by another machine's doing are seen after this.
    private static final long KNOWN_NANOS = 1_000_000_000L;

    private final Identities identities;
    private final ReceiptRuleSets ruleSets;
    private final ReceiptForwards forwards;
    private final LongSupplier nanos;
    private volatile Known known;

    /// @param at when it was read
    /// @param activations of rule sets until then
    private record Known(Set<Tenant> tenants, long at, int activations) {}

    /// A tenant that wants mail for an address.
    ///
    /// @param rules in their order
    public record Claim(Tenant tenant, List<ReceiptRule> rules, List<ReceiptForward> forwards) {
        /// Whether a rule wants it under TLS only.
        public boolean requiresTls() {
            return rules.stream().anyMatch(ReceiptRule::requiresTls);
        }

        public boolean scans() {
            return rules.stream().anyMatch(ReceiptRule::scans);
        }
    }

    @Inject
    public Receivers(Identities identities, ReceiptRuleSets ruleSets, ReceiptForwards forwards) {
        this(identities, ruleSets, forwards, System::nanoTime);
    }

    Receivers(Identities identities, ReceiptRuleSets ruleSets, ReceiptForwards forwards, LongSupplier nanos) {
        this.identities = identities;
        this.ruleSets = ruleSets;
        this.forwards = forwards;
        this.nanos = nanos;
        this.known = read();
    }

    /// Empty when nobody wants it.
    public List<Claim> claims(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        List<Claim> claims = new ArrayList<>();
        for (Tenant tenant : tenants()) {
            if (identities.hasVerified(tenant, domain)) {
                Claim claim =
                        new Claim(tenant, ruleSets.rulesFor(tenant, address), forwards.forwardsFor(tenant, address));
                if (!claim.rules().isEmpty() || !claim.forwards().isEmpty()) {
                    claims.add(claim);
                }
            }
        }
        return claims;
    }

    /// Whether a tenant has an active rule set, or a forward.
    public boolean receives(Tenant tenant) {
        return tenants().contains(tenant);
    }

    /// Whether anybody who receives mail has verified a domain, or one above it.
    public boolean serves(String domain) {
        return tenants().stream().anyMatch(tenant -> identities.hasVerified(tenant, domain));
    }

    /// Those who receive mail and have verified a domain, or one above it.
    List<Tenant> serving(String domain) {
        return tenants().stream()
                .filter(tenant -> identities.hasVerified(tenant, domain))
                .sorted(Comparator.comparing(Tenant::accountId).thenComparing(Tenant::region))
                .toList();
    }

    private Set<Tenant> tenants() {
        Known now = known;
        if (nanos.getAsLong() - now.at() > KNOWN_NANOS || ruleSets.activations() != now.activations()) {
            now = read();
            known = now;
        }
        return now.tenants();
    }

    private Known read() {
        int activations = ruleSets.activations();
        return new Known(
                Stream.concat(ruleSets.tenantsWithActive(), forwards.tenants()).collect(Collectors.toUnmodifiableSet()),
                nanos.getAsLong(),
                activations);
    }
}
