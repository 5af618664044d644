package org.posthorn.smtp.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;

/// Logs in by SES SMTP credentials: the user name is an access key id, and the password, which SES derives per region,
/// says in which region.
public final class CredentialLogin implements SubmissionLogin {
    private final Function<String, Optional<Credential>> credentials;
    private final List<String> regions;

    /// @param credentials the key of an access key id
    /// @param regions those that passwords are tried for
    public CredentialLogin(Function<String, Optional<Credential>> credentials, List<String> regions) {
        this.credentials = credentials;
        this.regions = List.copyOf(regions);
    }

    @Override
    public Optional<Caller> login(String username, String password, String sourceIp) {
        Optional<Credential> credential = credentials.apply(username);
        String secret = credential.map(Credential::secretAccessKey).orElse("none");
        byte[] given = password.getBytes(StandardCharsets.UTF_8);
        // All regions, also for an unknown user: the time taken tells nothing.
        Optional<String> region = Optional.empty();
        for (String candidate : regions) {
            byte[] expected = SmtpCredentials.password(secret, candidate).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(expected, given)) {
                region = Optional.of(candidate);
            }
        }
        Optional<String> matched = region;
        return credential.flatMap(key -> matched.map(name -> new Caller(
                new Tenant(key.accountId(), name),
                key.accessKeyId(),
                "arn:aws:iam::" + key.accountId() + ":user/" + key.accessKeyId(),
                Optional.of(sourceIp),
                Optional.empty(),
                false,
                key.policy())));
    }

    @Override
    public Optional<Caller> again(Caller caller) {
        return credentials
                .apply(caller.accessKeyId())
                .filter(key -> key.accountId().equals(caller.tenant().accountId()))
                .map(key -> caller.under(key.policy()));
    }
}
