package org.posthorn.api.http;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.posthorn.engine.send.Caller;

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

    @Override
    public Caller authenticate(ApiRequest request) {
        String claim = claim(request);
        String key = find(KEY, claim, 1).orElse(DEFAULT_ACCOUNT);
        String account = ACCOUNT.matcher(key).matches() ? key : DEFAULT_ACCOUNT;
        String region = find(SCOPE, claim, 2).filter(regions::allows).orElse(regions.fallback());
        accounts.accept(account);
        return SignatureAuthentication.caller(account, key, Optional.empty(), region, request);
    }

    /// What names the key, in the form of a header whatever the scheme.
    private static String claim(ApiRequest request) {
        return Stream.of(
                        request.header("authorization"),
                        request.header("x-amzn-authorization"),
                        request.parameters().get("X-Amz-Credential").map(value -> "Credential=" + value),
                        request.parameters().get("AWSAccessKeyId").map(value -> "AWSAccessKeyId=" + value))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static Optional<String> find(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
    }
}
