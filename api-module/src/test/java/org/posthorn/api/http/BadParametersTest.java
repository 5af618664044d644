package org.posthorn.api.http;

import static org.posthorn.api.http.Refusal.FROM;
import static org.posthorn.api.http.Refusal.IDENTITIES;
import static org.posthorn.api.http.Refusal.MAIL;
import static org.posthorn.api.http.Refusal.NULL;
import static org.posthorn.api.http.Refusal.RAW;
import static org.posthorn.api.http.Refusal.TO;
import static org.posthorn.api.http.Refusal.oneNull;
import static org.posthorn.api.http.Refusal.row;

import java.util.stream.Stream;

/// Parameters that are missing, or not of their type.
class BadParametersTest extends RefusalTable {
    static Stream<Refusal> rows() {
        return Stream.of(missingInMail(), missingElsewhere(), ofLists(), ofTypes())
                .flatMap(rows -> rows);
    }

    private static Stream<Refusal> missingInMail() {
        return Stream.of(
                row(
                        "Action=SendEmail",
                        400,
                        "ValidationError",
                        "3 validation errors detected: Value null at 'message'" + NULL + "; Value null at 'destination'"
                                + NULL + "; Value null at 'source'" + NULL),
                row(
                        "Action=SendEmail" + FROM,
                        400,
                        "ValidationError",
                        "2 validation errors detected: Value null at 'message'" + NULL + "; Value null at 'destination'"
                                + NULL),
                row(MAIL + TO, 400, "ValidationError", oneNull("source")),
                row(MAIL + FROM, 400, "ValidationError", oneNull("destination")),
                row("Action=SendEmail" + FROM + TO, 400, "ValidationError", oneNull("message")),
                row(
                        "Action=SendEmail&Message.Subject.Data=s" + FROM + TO,
                        400,
                        "ValidationError",
                        oneNull("message.body")),
                row(
                        "Action=SendEmail&Message.Body.Text.Data=b" + FROM + TO,
                        400,
                        "ValidationError",
                        oneNull("message.subject")),
                row(
                        "Action=SendEmail&Message.Subject.Charset=UTF-8&Message.Body.Text.Data=b" + FROM + TO,
                        400,
                        "ValidationError",
                        oneNull("message.subject.data")),
                row(
                        "Action=SendEmail&Message.Subject.Data=s&Message.Body.Html.Charset=UTF-8" + FROM + TO,
                        400,
                        "ValidationError",
                        oneNull("message.body.html.data")),
                row(MAIL + FROM + TO + "&Tags.member.1.Name=n", 400, "ValidationError", oneNull("tags.1.member.value")),
                row(
                        MAIL + FROM + TO + "&Tags.member.1.Name=n&Tags.member.1.Value=v&Tags.member.7.Value=v",
                        400,
                        "ValidationError",
                        oneNull("tags.7.member.name")),
                row(RAW, 400, "ValidationError", oneNull("rawMessage")),
                row(RAW + FROM, 400, "ValidationError", oneNull("rawMessage")),
                row(RAW + "&RawMessage.Other=x", 400, "ValidationError", oneNull("rawMessage.data")));
    }

    private static Stream<Refusal> missingElsewhere() {
        return Stream.of(
                row("Action=VerifyEmailIdentity", 400, "ValidationError", oneNull("emailAddress")),
                row("Action=VerifyEmailAddress", 400, "ValidationError", oneNull("emailAddress")),
                row("Action=VerifyDomainIdentity", 400, "ValidationError", oneNull("domain")),
                row("Action=DeleteIdentity", 400, "ValidationError", oneNull("identity")),
                row("Action=DeleteVerifiedEmailAddress", 400, "ValidationError", oneNull("emailAddress")),
                row(IDENTITIES, 400, "ValidationError", oneNull("identities")),
                row("Action=GetIdentityNotificationAttributes", 400, "ValidationError", oneNull("identities")),
                row(
                        "Action=SetIdentityFeedbackForwardingEnabled",
                        400,
                        "ValidationError",
                        "2 validation errors detected: Value null at 'forwardingEnabled'" + NULL
                                + "; Value null at 'identity'" + NULL),
                row(
                        "Action=SetIdentityFeedbackForwardingEnabled&Identity=example.com",
                        400,
                        "ValidationError",
                        oneNull("forwardingEnabled")));
    }

    private static Stream<Refusal> ofLists() {
        return Stream.of(
                row(
                        "Action=ListIdentities&IdentityType=Phone",
                        400,
                        "ValidationError",
                        "1 validation error detected: Value at 'identityType' failed to satisfy constraint: Member"
                                + " must satisfy enum value set: [Domain, EmailAddress]"),
                row(
                        "Action=ListIdentities&IdentityType=domain",
                        400,
                        "ValidationError",
                        "1 validation error detected: Value at 'identityType' failed to satisfy constraint: Member"
                                + " must satisfy enum value set: [Domain, EmailAddress]"),
                row(
                        "Action=ListIdentities&MaxItems=ten",
                        400,
                        "MalformedInput",
                        "The value at 'maxItems' is not a valid integer."),
                row(
                        "Action=ListIdentities&MaxItems=",
                        400,
                        "MalformedInput",
                        "The value at 'maxItems' is not a valid integer."),
                row(
                        "Action=ListIdentities&MaxItems=99999999999",
                        400,
                        "MalformedInput",
                        "The value at 'maxItems' is not a valid integer."),
                row(
                        "Action=ListIdentities&MaxItems=0",
                        400,
                        "InvalidParameterValue",
                        "MaxItems must be between 1 and 1000 inclusive."),
                row(
                        "Action=ListIdentities&MaxItems=1001",
                        400,
                        "InvalidParameterValue",
                        "MaxItems must be between 1 and 1000 inclusive."),
                row("Action=ListIdentities&NextToken=x", 400, "InvalidParameterValue", "NextToken is invalid."),
                row("Action=ListIdentities&NextToken=%21%21", 400, "InvalidParameterValue", "NextToken is invalid."));
    }

    private static Stream<Refusal> ofTypes() {
        return Stream.of(
                row(
                        "Action=SetIdentityFeedbackForwardingEnabled&Identity=example.com&ForwardingEnabled=yes",
                        400,
                        "MalformedInput",
                        "The value at 'forwardingEnabled' is not a valid boolean."),
                row(
                        "Action=UpdateAccountSendingEnabled&Enabled=1",
                        400,
                        "MalformedInput",
                        "The value at 'enabled' is not a valid boolean."),
                row(
                        RAW + "&RawMessage.Data=%21%21%21",
                        400,
                        "MalformedInput",
                        "The value at 'rawMessage.data' is not a valid base64 string."),
                row(
                        RAW + "&RawMessage.Data=YWJj+ZGVm",
                        400,
                        "MalformedInput",
                        "The value at 'rawMessage.data' is not a valid base64 string."),
                row(
                        IDENTITIES + "&Identities.member.x=example.com",
                        400,
                        "MalformedInput",
                        "A list index must be a number: Identities.member."),
                row(
                        IDENTITIES + "&Identities.member.12345678901=example.com",
                        400,
                        "MalformedInput",
                        "A list index must be a number: Identities.member."));
    }
}
