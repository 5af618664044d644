package org.posthorn.engine.identity;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.policy.PolicyReader;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityPolicies;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// The policies of identities (SES Developer Guide, "Using sending authorization"). Safe for use by many threads.
@Singleton
public final class SendingPolicies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final Table<IdentityPolicies> table;
    private final Identities identities;

    @Inject
    public SendingPolicies(Settings settings, Identities identities) {
        this.table = settings.table(Tables.POLICIES);
        this.identities = identities;
    }

    /// Adds a policy, or replaces the one of that name. On disk when this returns.
    ///
    /// @param read reads and checks the policy for an identity
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, an identity that is unknown or not verified, and
    ///     more policies than there may be; INVALID_POLICY
    public void put(Tenant tenant, String identity, String name, Function<PolicyReader, Policy> read) {
        checkName(name);
        Identity known = verified(tenant, identity);
        Policy policy = read.apply(PolicyReader.ofIdentity(tenant.identityArn(known.name())));
        table.update(tenant, known.name(), before -> {
            List<IdentityPolicies.Named> policies = others(before, name);
            if (policies.size() >= Limits.IDENTITY_POLICIES) {
                throw invalid("Number of policies for <" + identity
                        + "> exceeds max allowed number of policies per resource");
            }
            policies.add(new IdentityPolicies.Named(name, policy));
            policies.sort(Comparator.comparing(IdentityPolicies.Named::name));
            return Optional.of(new IdentityPolicies(policies));
        });
    }

    /// Removes a policy; nothing happens when there is none.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name or an unknown identity
    public void delete(Tenant tenant, String identity, String name) {
        checkName(name);
        table.update(tenant, known(tenant, identity).name(), before -> {
            List<IdentityPolicies.Named> left = others(before, name);
            return left.isEmpty() ? Optional.empty() : Optional.of(new IdentityPolicies(left));
        });
    }

    /// The policies of an identity, by name.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for an unknown identity
    public List<IdentityPolicies.Named> list(Tenant tenant, String identity) {
        return of(tenant, known(tenant, identity).name());
    }

    /// The policies of the identity of exactly that name; none when there is no such identity.
    public List<IdentityPolicies.Named> of(Tenant tenant, String identity) {
        return table.get(tenant, identity).map(IdentityPolicies::policies).orElse(List.of());
    }

    private static List<IdentityPolicies.Named> others(Optional<IdentityPolicies> before, String name) {
        List<IdentityPolicies.Named> policies =
                new ArrayList<>(before.map(IdentityPolicies::policies).orElse(List.of()));
        policies.removeIf(policy -> policy.name().equals(name));
        return policies;
    }

    private Identity known(Tenant tenant, String identity) {
        return identities
                .find(tenant, identity)
                .orElseThrow(() -> invalid("Identity <" + identity + "> does not exist."));
    }

    /// The text for one that is not verified is a guess: no document has it.
    private Identity verified(Tenant tenant, String identity) {
        Identity known = known(tenant, identity);
        if (!known.isVerified()) {
            throw invalid("Identity <" + identity + "> is not verified.");
        }
        return known;
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid("PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, and"
                    + " underscores.");
        }
    }

    private static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
