package org.posthorn.engine.identity;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Access;
import org.posthorn.engine.policy.Decision;
import org.posthorn.engine.policy.Policy;

/// Who asks, as authentication found it.
///
/// @param userArn as it stands in AccessDenied texts, such as `arn:aws:iam::123456789012:user/AKIA...`
/// @param sourceIp the peer's address without port
/// @param userAgent what the client calls itself
/// @param secure whether it came encrypted
/// @param policy what its key may do; everything when empty
/// @param apiVersion by which it asks: 1, which SMTP counts as, or 2
public record Caller(
        Tenant tenant,
        String accessKeyId,
        String userArn,
        Optional<String> sourceIp,
        Optional<String> userAgent,
        boolean secure,
        Optional<Policy> policy,
        int apiVersion) {
    public Caller(
            Tenant tenant,
            String accessKeyId,
            String userArn,
            Optional<String> sourceIp,
            Optional<String> userAgent,
            boolean secure,
            Optional<Policy> policy) {
        this(tenant, accessKeyId, userArn, sourceIp, userAgent, secure, policy, 1);
    }

    /// A caller of which no more is known, and who may do everything.
    public Caller(Tenant tenant, String accessKeyId, String userArn, Optional<String> sourceIp) {
        this(tenant, accessKeyId, userArn, sourceIp, Optional.empty(), false, Optional.empty());
    }

    /// The same caller over a connection that is encrypted or not.
    public Caller secured(boolean secure) {
        return new Caller(tenant, accessKeyId, userArn, sourceIp, userAgent, secure, policy, apiVersion);
    }

    /// The same caller by another version of the API.
    public Caller through(int version) {
        return new Caller(tenant, accessKeyId, userArn, sourceIp, userAgent, secure, policy, version);
    }

    /// The same caller when what the key may do has changed.
    public Caller under(Optional<Policy> other) {
        return new Caller(tenant, accessKeyId, userArn, sourceIp, userAgent, secure, other, apiVersion);
    }

    /// The condition keys that every request has (IAM User Guide, "AWS global condition context keys").
    public Access.Context context(Instant now) {
        Access.Context context = new Access.Context()
                .put("aws:CurrentTime", now.toString())
                .put("aws:EpochTime", String.valueOf(now.getEpochSecond()))
                .put("aws:SecureTransport", String.valueOf(secure))
                .put("aws:PrincipalAccount", tenant.accountId())
                .put("aws:PrincipalArn", userArn)
                .put("aws:PrincipalType", "User")
                .put("aws:RequestedRegion", tenant.region())
                .put("aws:username", accessKeyId)
                .put("aws:userid", accessKeyId)
                .put("ses:ApiVersion", String.valueOf(apiVersion));
        sourceIp.ifPresent(ip -> context.put("aws:SourceIp", ip));
        userAgent.ifPresent(agent -> context.put("aws:UserAgent", agent));
        return context;
    }

    public Access access(String operation, String resource, Access.Context context) {
        return new Access(tenant.accountId(), userArn, "ses:" + operation, resource, context.toMap());
    }

    /// Whether its key's policy lets it do this.
    public boolean mayByKey(Access access) {
        return policy.isEmpty() || policy.get().decide(access) == Decision.ALLOW;
    }

    /// What the key's policy says of an operation that has no resource.
    public boolean may(String operation, Instant now) {
        return policy.isEmpty() || mayByKey(access(operation, "*", context(now)));
    }
}
