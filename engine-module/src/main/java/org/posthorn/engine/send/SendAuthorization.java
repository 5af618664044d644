package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.identity.IdentityArn;
import org.posthorn.engine.identity.SendingPolicies;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Access;
import org.posthorn.engine.policy.Decision;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityPolicies;

/// Whether a caller may send under an identity, its own or another account's (SES Developer Guide, "Using sending
/// authorization").
///
/// | identity of | its policies | the key's policy |
/// |---|---|---|
/// | the caller's account | must not deny | must allow, if there is one |
/// | another account | must allow and not deny | must allow, if there is one |
final class SendAuthorization {
    private final Identities identities;
    private final SendingPolicies policies;

    SendAuthorization(Identities identities, SendingPolicies policies) {
        this.identities = identities;
        this.policies = policies;
    }

    /// What policies ask of a message.
    ///
    /// @param author of the From address
    /// @param feedbackTo a bare address
    record Message(Address author, List<Address> recipients, String feedbackTo) {
        Access.Context in(Access.Context context) {
            context.put("ses:FromAddress", author.bare())
                    .put("ses:FeedbackAddress", feedbackTo)
                    .put(
                            "ses:Recipients",
                            recipients.stream().map(Address::bare).toList());
            author.displayName().ifPresent(name -> context.put("ses:FromDisplayName", name));
            return context;
        }
    }

    /// An address that may be sent under.
    ///
    /// @param identity that covers it; empty when none does, so that it is not verified
    record Grant(Address address, Tenant owner, Optional<String> identity) {}

    /// @param context asked for when there are policies only
    /// @throws SesException ACCESS_DENIED; INVALID_PARAMETER_VALUE for what is no ARN of an identity
    Grant grant(Caller caller, String operation, Claim claim, Supplier<Access.Context> context) {
        Optional<IdentityArn> named = claim.arn()
                .map(arn -> IdentityArn.parse(arn)
                        .orElseThrow(() ->
                                new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid ARN <" + arn + ">.")));
        Tenant owner = named.map(IdentityArn::owner).orElse(caller.tenant());
        Optional<String> identity = named.map(IdentityArn::name)
                .or(() -> identities
                        .covering(caller.tenant(), claim.address().bare())
                        .map(Identity::name));
        String resource = claim.arn()
                .orElseGet(
                        () -> owner.identityArn(identity.orElse(claim.address().bare())));
        boolean fits = named.filter(arn -> !arn.covers(claim.address())).isEmpty()
                && owner.region().equals(caller.tenant().region());
        if (!fits || !mayBy(caller, operation, owner, identity, resource, context)) {
            throw new SesException(
                    SesError.ACCESS_DENIED,
                    "User `" + caller.userArn() + "' is not authorized to perform `ses:" + operation + "' on resource `"
                            + resource + "'");
        }
        return new Grant(claim.address(), owner, identity);
    }

    private boolean mayBy(
            Caller caller,
            String operation,
            Tenant owner,
            Optional<String> identity,
            String resource,
            Supplier<Access.Context> context) {
        boolean own = owner.equals(caller.tenant());
        List<Policy> ofIdentity = identity.map(name -> policies.of(owner, name)).orElse(List.of()).stream()
                .map(IdentityPolicies.Named::policy)
                .toList();
        if (ofIdentity.isEmpty() && caller.policy().isEmpty()) {
            return own;
        }
        Access access = caller.access(operation, resource, context.get());
        // Policies write the name in its own case, callers in any.
        Decision decision = Policy.decide(ofIdentity, access.to(owner.identityArn(identity.orElse(""))));
        return decision != Decision.DENY && (own || decision == Decision.ALLOW) && caller.mayByKey(access);
    }
}
