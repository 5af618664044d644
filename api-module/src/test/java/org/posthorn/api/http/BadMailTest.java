package org.posthorn.api.http;

import static org.posthorn.api.http.Refusal.FROM;
import static org.posthorn.api.http.Refusal.IDENTITIES;
import static org.posthorn.api.http.Refusal.MAIL;
import static org.posthorn.api.http.Refusal.NO_DOMAIN;
import static org.posthorn.api.http.Refusal.RAW;
import static org.posthorn.api.http.Refusal.TO;
import static org.posthorn.api.http.Refusal.base64;
import static org.posthorn.api.http.Refusal.rawMail;
import static org.posthorn.api.http.Refusal.recipients;
import static org.posthorn.api.http.Refusal.row;
import static org.posthorn.api.http.Refusal.tag;
import static org.posthorn.api.http.Refusal.to;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Mail and identities that are well-formed as requests, and refused.
class BadMailTest extends RefusalTable {
    static Stream<Refusal> rows() {
        return Stream.of(sendEmail(), addresses(), sendRawEmail(), identities()).flatMap(rows -> rows);
    }

    private static Stream<Refusal> sendEmail() {
        return Stream.of(
                row(
                        MAIL + FROM + "&Destination.ToAddresses=",
                        400,
                        "InvalidParameterValue",
                        "Missing required header 'To'."),
                row(MAIL + FROM + recipients(51), 400, "InvalidParameterValue", "Recipient count exceeds 50."),
                row(
                        MAIL + "&Source=someone%40unverified.org" + TO,
                        400,
                        "MessageRejected",
                        "Email address is not verified. The following identities failed the check in region US-EAST-1:"
                                + " someone@unverified.org"),
                row(
                        MAIL + FROM + TO + "&ReturnPath=back%40unverified.org",
                        400,
                        "MessageRejected",
                        "Email address is not verified. The following identities failed the check in region US-EAST-1:"
                                + " back@unverified.org"),
                row(
                        MAIL + FROM + TO + "&ConfigurationSetName=none",
                        400,
                        "ConfigurationSetDoesNotExist",
                        "Configuration set <none> does not exist."),
                row(
                        MAIL + FROM + TO
                                + "&SourceArn=arn%3Aaws%3Ases%3Aus-east-1%3A999999999999%3Aidentity%2Fexample.com",
                        403,
                        "AccessDenied",
                        "User `arn:aws:iam::123456789012:user/AKIAIOSFODNN7EXAMPLE' is not authorized to perform"
                                + " `ses:SendEmail' on resource"
                                + " `arn:aws:ses:us-east-1:999999999999:identity/example.com'"),
                tag("", "v", "The tag name must be specified."),
                tag("n", "", "The tag value must be specified."),
                tag("n".repeat(256), "v", "Tag name cannot exceed 255 characters."),
                tag("n", "v".repeat(256), "Tag value cannot exceed 255 characters."),
                tag("n%21", "v", "Invalid tag name <n!>: only alphanumeric ASCII characters, '_',  '-' are allowed."),
                tag(
                        "n",
                        "v%21",
                        "Invalid tag value <v!>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are"
                                + " allowed."));
    }

    /// Every text of the table of section c, for a destination.
    private static Stream<Refusal> addresses() {
        return Stream.of(
                to("", NO_DOMAIN),
                to("name", NO_DOMAIN),
                to("user%40", "Missing domain"),
                to("%40example.com", "Missing local name"),
                to("a b%40x.com", "Local address contains control or whitespace"),
                to("github:user", "Local address contains illegal character"),
                to("user%40.example.com", "Domain starts with dot"),
                to("user%40example.com.", "Domain ends with dot"),
                to("user%40a..com", "Domain contains dot-dot"),
                to(".user%40x.com", "Local address starts with dot"),
                to("user.%40x.com", "Local address ends with dot"),
                to("a..b%40x.com", "Local address contains dot-dot"),
                to("A, B <x%40y.com>", "Illegal address"),
                to("%22Test", "Missing '\"'"),
                to("a%40x.com;b%40y.com", "Illegal semicolon, not in group"),
                to("user%40exa%C3%A4mple.com", "Domain contains control or whitespace"),
                row(MAIL + TO + "&Source=", 400, "InvalidParameterValue", NO_DOMAIN),
                row(MAIL + TO + "&Source=name", 400, "InvalidParameterValue", NO_DOMAIN),
                row(MAIL + TO + FROM + "&ReplyToAddresses.member.1=x", 400, "InvalidParameterValue", NO_DOMAIN),
                row(MAIL + TO + FROM + "&ReturnPath=x%40", 400, "InvalidParameterValue", "Missing domain"),
                row(
                        MAIL + TO + FROM + "&Destination.BccAddresses.member.1=%40a.b",
                        400,
                        "InvalidParameterValue",
                        "Missing local name"));
    }

    private static Stream<Refusal> sendRawEmail() {
        return Stream.of(
                rawMail("To: a@example.org\r\n\r\nb", "Missing required header 'From'."),
                rawMail("From: user@example.com\r\n\r\nb", "Missing required header 'To'."),
                rawMail(
                        "From: user@example.com\r\nTo: a@example.org\r\nTo: b\r\nSubject: 1\r\nSubject: 2\r\n\r\nb",
                        "Duplicate header 'Subject'."),
                rawMail("From: user@example.com\r\nTo: name\r\n\r\nb", NO_DOMAIN),
                row(
                        RAW + "&RawMessage.Data=" + base64("From: a@no.org\r\nTo: a@example.org\r\n\r\nb"),
                        400,
                        "MessageRejected",
                        "Email address is not verified. The following identities failed the check in region US-EAST-1:"
                                + " a@no.org"),
                rawMail("x".repeat(10_485_761), "Message length is more than 10485760 bytes long: '10485761'."));
    }

    private static Stream<Refusal> identities() {
        return Stream.of(
                row(
                        "Action=VerifyEmailIdentity&EmailAddress=",
                        400,
                        "InvalidParameterValue",
                        "Email address not specified."),
                row(
                        "Action=VerifyEmailIdentity&EmailAddress=nobody",
                        400,
                        "InvalidParameterValue",
                        "Invalid email address<nobody>."),
                row(
                        "Action=VerifyEmailAddress&EmailAddress=a+b%40c.org",
                        400, "InvalidParameterValue", "Invalid email address<a b@c.org>."),
                row(
                        "Action=VerifyDomainIdentity&Domain=-bad-",
                        400,
                        "InvalidParameterValue",
                        "Domain -bad- is invalid."),
                row("Action=VerifyDomainIdentity&Domain=", 400, "InvalidParameterValue", "Domain  is invalid."),
                row(
                        IDENTITIES + "&Identities.member.1=%20",
                        400,
                        "InvalidParameterValue",
                        "Identity   is invalid. Must be a verified email address or domain."),
                row(
                        IDENTITIES + "&Identities.member.1=a%3Bb",
                        400,
                        "InvalidParameterValue",
                        "Identity a;b is invalid. Must be a verified email address or domain."),
                row(
                        IDENTITIES
                                + IntStream.rangeClosed(1, 101)
                                        .mapToObj(i -> "&Identities.member." + i + "=d" + i + ".org")
                                        .collect(Collectors.joining()),
                        400,
                        "InvalidParameterValue",
                        "The number of identities (101) exceeds the maximum of 100."),
                row(
                        "Action=SetIdentityFeedbackForwardingEnabled&Identity=unknown.org&ForwardingEnabled=true",
                        400,
                        "InvalidParameterValue",
                        "Identity unknown.org is invalid. Must be a verified email address or domain."));
    }
}
