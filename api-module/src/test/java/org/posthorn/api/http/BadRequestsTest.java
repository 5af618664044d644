package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A table of requests that must be refused, with the exact answer.
class BadRequestsTest {
    private static final String NULL = " failed to satisfy constraint: Member must not be null";
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    private static final String BAD_TOKEN = "The security token included in the request is invalid.";
    private static final String NONCONFORMING = "The request signature does not conform to AWS standards.";
    private static final String NO_DOMAIN = "Missing final '@domain'";
    private static final String MAIL = "Action=SendEmail&Message.Subject.Data=s&Message.Body.Text.Data=b";
    private static final String FROM = "&Source=user%40example.com";
    private static final String TO = "&Destination.ToAddresses.member.1=allan%40example.org";
    private static final String RAW = "Action=SendRawEmail";
    private static final String QUOTA = "Action=GetSendQuota";
    private static final String IDENTITIES = "Action=GetIdentityVerificationAttributes";

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Row(
            String title, Function<TestServer, RawHttp.Reply> request, int status, String code, String message) {
        @Override
        public String toString() {
            return title + " -> " + code;
        }
    }

    @ParameterizedTest
    @MethodSource({
        "protocol",
        "signatures",
        "structure",
        "values",
        "sendEmail",
        "addresses",
        "sendRawEmail",
        "identities"
    })
    void isRefusedInTheWordsOfSes(Row row) {
        RawHttp.Reply reply = row.request.apply(server);
        assertThat(reply.code() + ": " + reply.message()).isEqualTo(row.code + ": " + row.message);
        assertThat(reply.status()).isEqualTo(row.status);
        assertThat(reply.element("Type")).isEqualTo(row.status < 500 ? "Sender" : "Receiver");
        assertThat(reply.headers()).containsEntry("content-type", "text/xml");
        assertThat(reply.headers().get("x-amzn-requestid"))
                .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                .isEqualTo(reply.element("RequestId"));
        String namespace = row.code.equals("InvalidAction")
                ? "http://webservices.amazon.com/AWSFault/2005-15-09"
                : "http://ses.amazonaws.com/doc/2010-12-01/";
        assertThat(reply.body()).startsWith("<ErrorResponse xmlns=\"" + namespace + "\">\n  <Error>\n    <Type>");
    }

    @Test
    void theTableHasAtLeastAHundredRows() {
        assertThat(Stream.of(
                                protocol(),
                                signatures(),
                                structure(),
                                values(),
                                sendEmail(),
                                addresses(),
                                sendRawEmail(),
                                identities())
                        .flatMap(rows -> rows)
                        .count())
                .isGreaterThanOrEqualTo(100);
    }

    static Stream<Row> protocol() {
        return Stream.of(
                row("", 400, "MissingAction", "Missing Action"),
                row("Action=", 400, "MissingAction", "Missing Action"),
                row("Version=2010-12-01", 400, "MissingAction", "Missing Action"),
                row("action=GetSendQuota", 400, "MissingAction", "Missing Action"),
                row("Action=Nothing", 400, "InvalidAction", "Could not find operation Nothing for version 2010-12-01"),
                row(
                        "Action=getsendquota",
                        400,
                        "InvalidAction",
                        "Could not find operation getsendquota for version 2010-12-01"),
                row(
                        "Action=%3Cb%3E%22%26",
                        400, "InvalidAction", "Could not find operation <b>\"& for version 2010-12-01"),
                row(
                        QUOTA + "&Version=2012-12-01",
                        400,
                        "InvalidAction",
                        "Could not find operation GetSendQuota for version 2012-12-01"),
                row(QUOTA + "&Version=", 400, "InvalidAction", "Could not find operation GetSendQuota for version "),
                row(
                        "Action=SendBounce&Version=2010-12-01",
                        400,
                        "InvalidAction",
                        "Could not find operation SendBounce for version 2010-12-01"),
                malformed("Action=%"),
                malformed("Action=%4"),
                malformed("Action=%zz"),
                malformed("A%GGction=a"),
                malformed("Source=%ff%fe"),
                malformed("Source=%C3%28"),
                malformed("Source=%ED%A0%80"),
                row(
                        QUOTA + "&" + "n".repeat(257) + "=v",
                        400,
                        "InvalidQueryParameter",
                        "A parameter name may have at most 256 characters."),
                row(
                        IntStream.range(0, 10_001).mapToObj(i -> "p" + i + "=").collect(Collectors.joining("&")),
                        400,
                        "InvalidQueryParameter",
                        "A request may have at most 10000 parameters."),
                raw(
                        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                        405,
                        "MethodNotAllowed",
                        "The Query API" + " takes GET and POST."),
                raw(
                        "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n",
                        405,
                        "MethodNotAllowed",
                        "The Query API takes GET and" + " POST."),
                raw("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404, "NotFound", "There is nothing at this path."),
                raw(
                        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                        404,
                        "NotFound",
                        "There is" + " nothing at this path."),
                raw(
                        "GET /?" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        414,
                        "RequestURITooLong",
                        "The URL is too long; use POST."),
                raw(
                        "GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + "a".repeat(20_000) + "\r\n\r\n",
                        431,
                        "RequestHeaderSectionTooLarge",
                        "The headers are too large."),
                raw("GET / HTTP/1.1\r\n\r\n", 400, "BadRequest", "Bad Request"),
                raw("NONSENSE\r\n\r\n", 400, "BadRequest", "Bad Request"),
                raw(
                        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
                        413,
                        "RequestEntityTooLarge",
                        "A request body may have at most 25165824 bytes."),
                raw("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 400, "BadRequest", "Bad Request"),
                raw("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 426, "BadRequest", "Upgrade Required"),
                raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426, "BadRequest", "Upgrade Required"),
                raw("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "BadRequest", "Bad Request"),
                raw(
                        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n",
                        400,
                        "BadRequest",
                        "The request body breaks the rules of HTTP."),
                raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 400, "BadRequest", "Bad Request"));
    }

    static Stream<Row> signatures() {
        return Stream.of(
                raw(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                        403,
                        "MissingAuthenticationToken",
                        "Request is missing" + " Authentication Token"),
                headers(Map.of(), 403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
                headers(
                        Map.of("Authorization", "Basic dXNlcjpwYXNz"),
                        400,
                        "IncompleteSignature",
                        "Authorization header requires 'Credential' parameter. Authorization header requires"
                                + " 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."
                                + " Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                                + " header. Authorization=Basic dXNlcjpwYXNz"),
                headers(
                        Map.of("Authorization", "AWS4-HMAC-SHA256 x", "X-Amz-Date", "20261124T120000Z"),
                        400,
                        "IncompleteSignature",
                        "'x' not a valid key=value pair (missing equal-sign) in Authorization header:"
                                + " 'AWS4-HMAC-SHA256 x'."),
                headers(
                        Map.of(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=a, Signature=b",
                                "X-Amz-Date",
                                "20261124T120000Z"),
                        400,
                        "IncompleteSignature",
                        "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256"
                                + " Credential=a, Signature=b"),
                signed(
                        "unknown key",
                        s -> s.signer().withKey("AKIANOBODY").sigV4(QUOTA),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "scope of another service",
                        s -> s.signer().scoped("us-east-1", "sqs").sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Credential should be scoped to correct service: 'ses'. "),
                signed(
                        "no region",
                        s -> s.signer().scoped("", "ses").sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Credential should be scoped to a valid region. "),
                signed(
                        "stale",
                        s -> s.signer()
                                .at(s.engine().clock().instant().minusSeconds(1000))
                                .sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Signature expired: 20261124T114320Z is now earlier than 20261124T114500Z (20261124T120000Z -"
                                + " 15 min.)"),
                signed(
                        "future",
                        s -> s.signer()
                                .at(s.engine().clock().instant().plusSeconds(1000))
                                .sigV4(QUOTA),
                        403,
                        "SignatureDoesNotMatch",
                        "Signature not yet current: 20261124T121640Z is still later than 20261124T121500Z"
                                + " (20261124T120000Z + 15 min.)"),
                signed(
                        "AWS3-HTTPS without TLS",
                        s -> s.signer().aws3Https("HmacSHA256"),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3-HTTPS without TLS, by a proxy that nobody named",
                        s -> {
                            Map<String, String> headers =
                                    new HashMap<>(s.signer().aws3Https("HmacSHA256"));
                            headers.put("X-Forwarded-Proto", "https");
                            headers.put("X-Forwarded-For", "127.0.0.9");
                            return headers;
                        },
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3-HTTPS, unknown key",
                        s -> s.signer().withKey("AKIANOBODY").aws3Https("HmacSHA256"),
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                signed(
                        "AWS3, wrong secret",
                        s -> s.signer().withSecret("wrong").aws3("127.0.0.1", "Date", QUOTA, ""),
                        403,
                        "SignatureDoesNotMatch",
                        MISMATCH),
                signed(
                        "AWS3, stale",
                        s -> s.signer()
                                .at(s.engine().clock().instant().minusSeconds(1000))
                                .aws3("127.0.0.1", "Date", QUOTA, ""),
                        400,
                        "RequestExpired",
                        "Request timestamp: Tue, 24 Nov 2026 11:43:20 GMT expired.  It must be within 900 secs/ of"
                                + " server time."),
                headers(
                        Map.of("X-Amzn-Authorization", "AWS3 AWSAccessKeyId"),
                        400,
                        "IncompleteSignature",
                        "'AWSAccessKeyId' not a valid key=value pair (missing equal-sign) in Authorization header:"
                                + " 'AWS3 AWSAccessKeyId'."),
                headers(
                        Map.of("X-Amzn-Authorization", "AWS3 AWSAccessKeyId=a"),
                        400,
                        "IncompleteSignature",
                        NONCONFORMING),
                url("?AWSAccessKeyId=a&" + QUOTA, 400, "IncompleteSignature", NONCONFORMING),
                url(
                        "?AWSAccessKeyId=a&Signature=b&SignatureMethod=HmacMD5&SignatureVersion=2",
                        400,
                        "IncompleteSignature",
                        NONCONFORMING),
                url(
                        "?AWSAccessKeyId=a&Signature=b&SignatureMethod=HmacSHA256&SignatureVersion=2",
                        403,
                        "InvalidClientTokenId",
                        BAD_TOKEN),
                url(
                        "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=b&SignatureMethod=HmacSHA256&SignatureVersion=2",
                        400,
                        "MissingParameter",
                        "Either the parameter Timestamp or Expires is required."),
                url(
                        "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=b&SignatureMethod=HmacSHA256"
                                + "&SignatureVersion=2&Timestamp=2026-11-24T12%3A00%3A00Z",
                        403, "SignatureDoesNotMatch", MISMATCH),
                url(
                        "?X-Amz-Signature=a",
                        400,
                        "IncompleteSignature",
                        "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must"
                                + " include 'X-Amz-Credential'. AWS query-string parameters must include"
                                + " 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'."
                                + " Re-examine the query-string parameters."));
    }

    static Stream<Row> structure() {
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
                row(RAW + "&RawMessage.Other=x", 400, "ValidationError", oneNull("rawMessage.data")),
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

    static Stream<Row> values() {
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
                row("Action=ListIdentities&NextToken=%21%21", 400, "InvalidParameterValue", "NextToken is invalid."),
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

    static Stream<Row> sendEmail() {
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

    /// Every text that the parser of addresses has, for a destination.
    static Stream<Row> addresses() {
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

    static Stream<Row> sendRawEmail() {
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

    static Stream<Row> identities() {
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

    private static Row row(String form, int status, String code, String message) {
        String title = form.length() > 80 ? form.substring(0, 80) + "…" : form;
        return new Row(title, s -> s.call(form), status, code, message);
    }

    private static Row malformed(String form) {
        return row(
                form,
                404,
                "MalformedQueryString",
                "The query string contains a syntax error: it is not valid UTF-8 in percent-encoding.");
    }

    private static Row to(String address, String message) {
        String form = MAIL + FROM + "&Destination.ToAddresses.member.1=" + address;
        return new Row("to " + address, s -> s.call(form), 400, "InvalidParameterValue", message);
    }

    private static Row tag(String name, String value, String message) {
        return row(
                MAIL + FROM + TO + "&Tags.member.1.Name=" + name + "&Tags.member.1.Value=" + value,
                400,
                "InvalidParameterValue",
                message);
    }

    private static Row rawMail(String mail, String message) {
        return row(RAW + "&RawMessage.Data=" + base64(mail), 400, "InvalidParameterValue", message);
    }

    private static Row raw(String head, int status, String code, String message) {
        String title = head.substring(0, Math.min(40, head.indexOf('\r')));
        return new Row(title, s -> RawHttp.send(s.address(), head, new byte[0]), status, code, message);
    }

    private static Row url(String query, int status, String code, String message) {
        return new Row(query, s -> RawHttp.get(s.address(), Map.of(), "/" + query), status, code, message);
    }

    private static Row headers(Map<String, String> headers, int status, String code, String message) {
        return signed(headers.toString(), s -> headers, status, code, message);
    }

    private static Row signed(
            String title, Function<TestServer, Map<String, String>> headers, int status, String code, String message) {
        return new Row(
                title, s -> RawHttp.post(s.address(), new HashMap<>(headers.apply(s)), QUOTA), status, code, message);
    }

    private static String oneNull(String path) {
        return "1 validation error detected: Value null at '" + path + "'" + NULL;
    }

    private static String recipients(int count) {
        List<String> parameters = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "&Destination.ToAddresses.member." + i + "=r" + i + "%40example.org")
                .toList();
        return String.join("", parameters);
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .replace("+", "%2B")
                .replace("=", "%3D");
    }
}
