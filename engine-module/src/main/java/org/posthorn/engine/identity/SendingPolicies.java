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
                throw invalid(tooMany(identity));
            }
            return Optional.of(with(policies, name, policy));
        });
    }

    /// Adds a policy that is not there yet, as API v2 does: to an identity that need not be verified. On disk when this
    /// returns.
    ///
    /// @param read reads and checks the policy for an identity
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND for an unknown identity, ALREADY_EXISTS,
    ///     LIMIT_EXCEEDED, INVALID_POLICY
    public void create(Tenant tenant, String identity, String name, Function<PolicyReader, Policy> read) {
        checkName(name);
        Identity known = found(tenant, identity);
        Policy policy = read.apply(PolicyReader.ofIdentity(tenant.identityArn(known.name())));
        table.update(tenant, known.name(), before -> {
            List<IdentityPolicies.Named> policies = others(before, name);
            if (policies.size() < countOf(before)) {
                throw new SesException(SesError.ALREADY_EXISTS, "Policy <" + name + "> already exists");
            }
            if (policies.size() >= Limits.IDENTITY_POLICIES) {
                throw new SesException(SesError.LIMIT_EXCEEDED, tooMany(identity));
            }
            return Optional.of(with(policies, name, policy));
        });
    }

    /// Replaces a policy, as API v2 does. On disk when this returns.
    ///
    /// @param read reads and checks the policy for an identity
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND for an unknown identity or policy,
    ///     INVALID_POLICY
    public void replace(Tenant tenant, String identity, String name, Function<PolicyReader, Policy> read) {
        checkName(name);
        Identity known = found(tenant, identity);
        Policy policy = read.apply(PolicyReader.ofIdentity(tenant.identityArn(known.name())));
        table.update(tenant, known.name(), before -> Optional.of(with(othersOfKnown(before, name), name, policy)));
    }

    /// Removes a policy that is there, as API v2 does. On disk when this returns.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE for a bad name, NOT_FOUND for an unknown identity or policy
    public void remove(Tenant tenant, String identity, String name) {
        checkName(name);
        table.update(
                tenant,
                found(tenant, identity).name(),
                before -> Optional.of(othersOfKnown(before, name))
                        .filter(left -> !left.isEmpty())
                        .map(IdentityPolicies::new));
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

    private static IdentityPolicies with(List<IdentityPolicies.Named> others, String name, Policy policy) {
        List<IdentityPolicies.Named> policies = new ArrayList<>(others);
        policies.add(new IdentityPolicies.Named(name, policy));
        policies.sort(Comparator.comparing(IdentityPolicies.Named::name));
        return new IdentityPolicies(policies);
    }

    private static String tooMany(String identity) {
        return "Number of policies for <" + identity + "> exceeds max allowed number of policies per resource";
    }

    private static int countOf(Optional<IdentityPolicies> before) {
        return before.map(known -> known.policies().size()).orElse(0);
    }

    /// The policies beside one that must be there.
    private static List<IdentityPolicies.Named> othersOfKnown(Optional<IdentityPolicies> before, String name) {
        List<IdentityPolicies.Named> others = others(before, name);
        if (others.size() == countOf(before)) {
            throw new SesException(SesError.NOT_FOUND, "Policy <" + name + "> does not exist");
        }
        return others;
    }

    private Identity found(Tenant tenant, String identity) {
        return identities
                .find(tenant, identity)
                .orElseThrow(() ->
                        new SesException(SesError.NOT_FOUND, "Email identity <" + identity + "> does not exist."));
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
