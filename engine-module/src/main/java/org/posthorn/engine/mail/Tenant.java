package org.posthorn.engine.mail;

/// Whose mail and settings: an account in one region, since SES keeps every region apart.
///
/// @param accountId twelve digits; empty for what belongs to the installation
/// @param region a region name such as `us-east-1`; empty for what belongs to a whole account
public record Tenant(String accountId, String region) {
    /// The owner of what belongs to the installation: accounts and keys.
    public static final Tenant INSTALLATION = new Tenant("", "");

    /// `arn:aws:ses:{region}:{account}:identity/{name}`.
    public String identityArn(String identity) {
        return "arn:aws:ses:" + region + ":" + accountId + ":identity/" + identity;
    }
}
