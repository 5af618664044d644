package org.posthorn.api.auth;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;

/// Lets in who signed with a key of the installation, in any of the ways that SES ever took.
///
/// Differs from SES: AWS3 and SigV2, which SES has switched off, still work, since old clients are a reason to run
/// one's own server.
public final class SignatureAuthentication implements Authentication {
    private static final Pattern SES_HOST = Pattern.compile("email\\.([a-z0-9-]{1,32})\\.amazonaws\\.com(?::\\d+)?");

    private final List<SignatureScheme> schemes;
    private final RegionRule regions;

    /// @param keys the key of an id, with its secret
    /// @param publicUrl by which clients reach the server, as far as the operator says; for advice only
    public SignatureAuthentication(
            Function<String, Optional<Credential>> keys, RegionRule regions, InstantSource clock, URI publicUrl) {
        this.regions = regions;
        this.schemes = List.of(
                new Aws3(keys, clock),
                new SigV4(keys, regions, clock, new SignedHost(publicUrl)),
                new SigV2(keys, clock));
    }

    /// The signature may stand in a form body, unless the headers or the URL have it.
    @Override
    public Claim claim(RequestHead head) {
        Optional<SignatureScheme> scheme =
                schemes.stream().filter(s -> s.claims(head)).findFirst();
        if (head.form() && scheme.filter(s -> !(s instanceof SigV2)).isEmpty()) {
            return new InTheBody(head);
        }
        SignatureScheme.Signed signed = scheme.orElseThrow(() -> new SesException(
                        SesError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token"))
                .read(head);
        return new InTheHead(head, signed);
    }

    private final class InTheHead implements Claim {
        private final RequestHead head;
        private final SignatureScheme.Signed signed;

        InTheHead(RequestHead head, SignatureScheme.Signed signed) {
            this.head = head;
            this.signed = signed;
        }

        @Override
        public Optional<String> accountId() {
            return Optional.of(signed.credential().accountId());
        }

        @Override
        public Caller verify(ApiRequest request) {
            signed.check().verify(request);
            Credential credential = signed.credential();
            String region = signed.region().or(() -> regionOfHost(head)).orElse(regions.fallback());
            return caller(credential.accountId(), credential.accessKeyId(), credential.policy(), region, head);
        }
    }

    private final class InTheBody implements Claim {
        private final RequestHead head;

        InTheBody(RequestHead head) {
            this.head = head;
        }

        @Override
        public Optional<String> accountId() {
            return Optional.empty();
        }

        @Override
        public Caller verify(ApiRequest request) {
            return claim(head.with(request.parameters())).verify(request);
        }
    }

    static Caller caller(
            String accountId, String accessKeyId, Optional<Policy> policy, String region, RequestHead head) {
        return new Caller(
                new Tenant(accountId, region),
                accessKeyId,
                "arn:aws:iam::" + accountId + ":user/" + accessKeyId,
                head.sourceIp(),
                head.header("user-agent"),
                head.secure(),
                policy);
    }

    /// The older schemes name no region: there the endpoint's host name does, if it is one of SES's.
    private Optional<String> regionOfHost(RequestHead head) {
        return head.header("host")
                .map(SES_HOST::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(regions::allows);
    }
}
