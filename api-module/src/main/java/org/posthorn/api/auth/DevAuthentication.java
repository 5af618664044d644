package org.posthorn.api.auth;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.identity.Caller;

/// Dev mode: any signature passes. A 12-digit access key names the account; any other key, or none, means account
/// `000000000000`. Accounts appear on first use.
public final class DevAuthentication implements Authentication {
    private static final String DEFAULT_ACCOUNT = "000000000000";
    private static final Pattern SCOPE = Pattern.compile("Credential=([^/,\\s]{1,128})/[^/,]*/([^/,]*)/");
    private static final Pattern KEY = Pattern.compile("(?:AWSAccessKeyId|Credential)=([^/,\\s]{1,128})");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    private final Consumer<String> accounts;
    private final RegionRule regions;

    /// @param accounts makes sure that the account of an id exists
    public DevAuthentication(Consumer<String> accounts, RegionRule regions) {
        this.accounts = accounts;
        this.regions = regions;
    }

    /// There is nobody to keep out, so a caller counts as known at once, as the account that the headers name.
    @Override
    public Claim claim(RequestHead head) {
        String account = account(key(claimOf(head)));
        return new Claim() {
            @Override
            public Optional<String> accountId() {
                return Optional.of(account);
            }

            @Override
            public Caller verify(ApiRequest request) {
                return caller(head.form() ? head.with(request.parameters()) : head);
            }
        };
    }

    private Caller caller(RequestHead head) {
        String claim = claimOf(head);
        String key = key(claim);
        String account = account(key);
        String region = find(SCOPE, claim, 2).filter(regions::allows).orElse(regions.fallback());
        accounts.accept(account);
        return SignatureAuthentication.caller(account, key, Optional.empty(), region, head);
    }

    private static String key(String claim) {
        return find(KEY, claim, 1).orElse(DEFAULT_ACCOUNT);
    }

    private static String account(String key) {
        return ACCOUNT.matcher(key).matches() ? key : DEFAULT_ACCOUNT;
    }

    /// What names the key, in the form of a header whatever the scheme.
    private static String claimOf(RequestHead head) {
        return Stream.of(
                        head.header("authorization"),
                        head.header("x-amzn-authorization"),
                        head.parameters().get("X-Amz-Credential").map(value -> "Credential=" + value),
                        head.parameters().get("AWSAccessKeyId").map(value -> "AWSAccessKeyId=" + value))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static Optional<String> find(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
    }
}
