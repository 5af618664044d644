package org.posthorn.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A request that must be refused, with the exact answer: a row of a [RefusalTable].
record Refusal(String title, Function<TestServer, RawHttp.Reply> request, int status, String code, String message) {
    static final String NULL = " failed to satisfy constraint: Member must not be null";
    static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    static final String BAD_TOKEN = "The security token included in the request is invalid.";
    static final String NONCONFORMING = "The request signature does not conform to AWS standards.";
    static final String NO_DOMAIN = "Missing final '@domain'";
    static final String MAIL = "Action=SendEmail&Message.Subject.Data=s&Message.Body.Text.Data=b";
    static final String FROM = "&Source=user%40example.com";
    static final String TO = "&Destination.ToAddresses.member.1=allan%40example.org";
    static final String RAW = "Action=SendRawEmail";
    static final String QUOTA = "Action=GetSendQuota";
    static final String IDENTITIES = "Action=GetIdentityVerificationAttributes";

    @Override
    public String toString() {
        return title + " -> " + code;
    }

    static Refusal row(String form, int status, String code, String message) {
        String title = form.length() > 80 ? form.substring(0, 80) + "…" : form;
        return new Refusal(title, s -> s.call(form), status, code, message);
    }

    static Refusal malformed(String form) {
        return row(
                form,
                404,
                "MalformedQueryString",
                "The query string contains a syntax error: it is not valid UTF-8 in percent-encoding.");
    }

    static Refusal to(String address, String message) {
        String form = MAIL + FROM + "&Destination.ToAddresses.member.1=" + address;
        return new Refusal("to " + address, s -> s.call(form), 400, "InvalidParameterValue", message);
    }

    static Refusal tag(String name, String value, String message) {
        return row(
                MAIL + FROM + TO + "&Tags.member.1.Name=" + name + "&Tags.member.1.Value=" + value,
                400,
                "InvalidParameterValue",
                message);
    }

    static Refusal rawMail(String mail, String message) {
        return row(RAW + "&RawMessage.Data=" + base64(mail), 400, "InvalidParameterValue", message);
    }

    static Refusal raw(String head, int status, String code, String message) {
        String title = head.substring(0, Math.min(40, head.indexOf('\r')));
        return new Refusal(title, s -> RawHttp.send(s.address(), head, new byte[0]), status, code, message);
    }

    static Refusal url(String query, int status, String code, String message) {
        return new Refusal(query, s -> RawHttp.get(s.address(), Map.of(), "/" + query), status, code, message);
    }

    static Refusal headers(Map<String, String> headers, int status, String code, String message) {
        return signed(headers.toString(), s -> headers, status, code, message);
    }

    static Refusal signed(
            String title, Function<TestServer, Map<String, String>> headers, int status, String code, String message) {
        return new Refusal(
                title, s -> RawHttp.post(s.address(), new HashMap<>(headers.apply(s)), QUOTA), status, code, message);
    }

    static String oneNull(String path) {
        return "1 validation error detected: Value null at '" + path + "'" + NULL;
    }

    static String recipients(int count) {
        List<String> parameters = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "&Destination.ToAddresses.member." + i + "=r" + i + "%40example.org")
                .toList();
        return String.join("", parameters);
    }

    static String base64(String text) {
        return Base64.getEncoder()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8))
                .replace("+", "%2B")
                .replace("=", "%3D");
    }
}
