package org.posthorn.smtp.server;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.mail.Regions;
import org.posthorn.engine.mail.Tenant;

/// Lets anybody in. As over HTTP, a user name of twelve digits names the account, any other means the account of zeros.
public final class OpenLogin implements SubmissionLogin {
    private static final String DEFAULT_ACCOUNT = "000000000000";

    private final Accounts accounts;
    private final String region;

    @Inject
    OpenLogin(Accounts accounts, Regions regions) {
        this.accounts = accounts;
        this.region = regions.standard();
    }

    @Override
    public Optional<Caller> login(String username, String password, String sourceIp) {
        String account = isAccountId(username) ? username : DEFAULT_ACCOUNT;
        accounts.findOrCreate(account);
        return Optional.of(new Caller(
                new Tenant(account, region),
                username,
                "arn:aws:iam::" + account + ":user/" + username,
                Optional.of(sourceIp)));
    }

    private static boolean isAccountId(String username) {
        return username.length() == 12 && username.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
