package org.posthorn.engine.mail;

import java.util.Optional;

/// How a client's message came in, and whose identities it goes out under.
///
/// @param operation such as `SendEmail`; `SendSmtpEmail` over SMTP
/// @param callerArn as in [org.posthorn.engine.identity.Caller]
/// @param sourceIp of the caller
/// @param identity the one that covers the source
/// @param owner of that identity, when it is not the caller
/// @param author whose identity covers the From address, when it is not the caller
/// @param headers the header section as the caller wrote it, or as it was composed, cut off at
///     [#HEADER_CHARS]; kept when somebody wants to hear of the message's events
/// @param list whose members the message is for
/// @param sendingTenant that it is sent for: its name, a slash, and its id
/// @param headline empty in what earlier versions wrote
public record Origin(
        String operation,
        String callerArn,
        Optional<String> sourceIp,
        Optional<String> identity,
        Optional<Tenant> owner,
        Optional<Tenant> author,
        Optional<String> headers,
        Optional<ListUse> list,
        Optional<String> sendingTenant,
        Optional<Headline> headline) {
    /// More headers than this are told truncated (SES Developer Guide, "mail object").
    public static final int HEADER_CHARS = 10_240;

    /// Without a sending tenant and a headline, which [#withSendingTenant] and [#withHeadline] give.
    public Origin(
            String operation,
            String callerArn,
            Optional<String> sourceIp,
            Optional<String> identity,
            Optional<Tenant> owner,
            Optional<Tenant> author,
            Optional<String> headers,
            Optional<ListUse> list) {
        this(
                operation,
                callerArn,
                sourceIp,
                identity,
                owner,
                author,
                headers,
                list,
                Optional.empty(),
                Optional.empty());
    }

    public Origin withList(Optional<ListUse> list) {
        return new Origin(
                operation, callerArn, sourceIp, identity, owner, author, headers, list, sendingTenant, headline);
    }

    public Origin withHeaders(Optional<String> headers) {
        return new Origin(
                operation, callerArn, sourceIp, identity, owner, author, headers, list, sendingTenant, headline);
    }

    public Optional<String> sendingTenantName() {
        return sendingTenant.map(key -> key.substring(0, key.indexOf('/')));
    }

    /// @param tenant its name, a slash, and its id
    public Origin withSendingTenant(Optional<String> tenant) {
        return new Origin(operation, callerArn, sourceIp, identity, owner, author, headers, list, tenant, headline);
    }

    public Origin withHeadline(Headline headline) {
        return new Origin(
                operation,
                callerArn,
                sourceIp,
                identity,
                owner,
                author,
                headers,
                list,
                sendingTenant,
                Optional.of(headline));
    }
}
