package org.posthorn.api.http;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.send.Caller;

/// Lets in who signed with a key of the installation, in any of the ways that SES ever took.
///
/// Differs from SES: AWS3 and SigV2, which SES has switched off, still work, since old clients are a reason to run
/// one's
/// own server.
public final class SignatureAuthentication implements Authentication {
    private static final Pattern SES_HOST = Pattern.compile("email\\.([a-z0-9-]{1,32})\\.amazonaws\\.com(?::\\d+)?");

    private final List<SignatureScheme> schemes;
    private final RegionRule regions;

    /// @param keys the key of an id, with its secret
    public SignatureAuthentication(
            Function<String, Optional<Credential>> keys, RegionRule regions, InstantSource clock) {
        this.regions = regions;
        this.schemes = List.of(new Aws3(keys, clock), new SigV4(keys, regions, clock), new SigV2(keys, clock));
    }

    @Override
    public Caller authenticate(ApiRequest request) {
        SignatureScheme scheme = schemes.stream()
                .filter(s -> s.claims(request))
                .findFirst()
                .orElseThrow(() -> new SesException(
                        SesError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token"));
        SignatureScheme.Signer signer = scheme.verify(request);
        Credential credential = signer.credential();
        String region = signer.region().or(() -> regionOfHost(request)).orElse(regions.fallback());
        return caller(credential.accountId(), credential.accessKeyId(), credential.policy(), region, request);
    }

    static Caller caller(
            String accountId, String accessKeyId, Optional<Policy> policy, String region, ApiRequest request) {
        return new Caller(
                new Tenant(accountId, region),
                accessKeyId,
                "arn:aws:iam::" + accountId + ":user/" + accessKeyId,
                request.sourceIp(),
                request.header("user-agent"),
                request.secure(),
                policy);
    }

    /// The older schemes name no region: there the endpoint's host name does, if it is one of SES's.
    private Optional<String> regionOfHost(ApiRequest request) {
        return request.header("host")
                .map(SES_HOST::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(regions::allows);
    }
}
