package org.posthorn.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.api.http.RawHttp;
import org.posthorn.api.http.TestServer;

/// What API v2 makes of bodies and queries that are not as they should be, in SES's words where it was seen.
class RestInputTest {
    private static final String SEND = "POST /v2/email/outbound-emails";
    private static final String SUPPRESS = "PUT /v2/email/suppression/addresses";
    private static final String DASHBOARD = "PUT /v2/email/deliverability-dashboard";
    private static final String TAG = "POST /v2/email/tags";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// @param request method and path
    private RawHttp.Reply call(String request, String query, String body) {
        int blank = request.indexOf(' ');
        String method = request.substring(0, blank);
        String path = request.substring(blank + 1);
        Map<String, String> signed = server.signer().rest(method, path, query, body);
        return RawHttp.rest(server.address(), method, path + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    private static void assertError(RawHttp.Reply reply, int status, String type, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", type);
        assertThat(reply.body()).isEqualTo("{\"message\":" + (message == null ? "null" : '"' + message + '"') + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            suppress  | {"EmailAddress":1}                     | NUMBER_VALUE can not be converted to a String
            suppress  | {"EmailAddress":-1.5e3}                | NUMBER_VALUE can not be converted to a String
            suppress  | {"EmailAddress":true}                  | TRUE_VALUE can not be converted to a String
            suppress  | {"Reason":false}                       | FALSE_VALUE can not be converted to a String
            suppress  | {"EmailAddress":["a"]}                 | Start of list found where not expected
            suppress  | {"EmailAddress":{}}                    | Start of structure or map found where not expected.
            send      | {"Content":"a"}                        | Expected null
            send      | {"Content":7}                          | Expected null
            send      | {"Content":[]}                         | Start of list found where not expected
            send      | {"ReplyToAddresses":"a@x.test"}        | Expected list or null
            send      | {"ReplyToAddresses":true}              | Expected list or null
            send      | {"ReplyToAddresses":{}}                | Start of structure or map found where not expected.
            send      | {"EmailTags":[{"Name":1}]}             | NUMBER_VALUE can not be converted to a String
            send      | {"EmailTags":["a"]}                    | Expected null
            send      | {"Content":{"Raw":{"Data":1}}}         | NUMBER_VALUE can not be converted to a String
            send      | {"Content":{"Raw":{"Data":"From: a"}}} | null
            send      | {"Content":{"Raw":{"Data":"QQ="}}}     | null
            tag       | {"Tags":[[]]}                          | Start of list found where not expected
            dashboard | {"DashboardEnabled":1}                 | NUMBER_VALUE can not be converted to a Boolean
            dashboard | {"DashboardEnabled":"maybe"}           | STRING_VALUE can not be converted to an Boolean
            dashboard | {"DashboardEnabled":""}                | STRING_VALUE can not be converted to an Boolean
            dashboard | {"DashboardEnabled":null}              | null
            dashboard | {"DashboardEnabled":[]}                | Start of list found where not expected
            dashboard | {"DashboardEnabled":{}}                | Start of structure or map found where not expected.
            """)
    void aValueOfAnotherTypeIsToldBeforeAnythingElse(String operation, String body, String message) {
        String request = switch (operation) {
            case "send" -> SEND;
            case "tag" -> TAG;
            case "dashboard" -> DASHBOARD;
            default -> SUPPRESS;
        };
        assertError(call(request, "", body), 400, "SerializationException", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"DashboardEnabled\":false}", "{\"DashboardEnabled\":\"N\"}"})
    void whatIsAbsentOrSaysNoIsFalse(String body) {
        assertThat(call(DASHBOARD, "", body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"true\"", "\"YES\"", "\"y\"", "\"T\"", "\"1\""})
    void wordsThatSayYesAreTrue(String value) {
        assertThat(call(DASHBOARD, "", "{\"DashboardEnabled\":" + value + "}").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\r\n\r\n",
                "[]",
                "null",
                "7",
                "\"a\"",
                "{",
                "{\"EmailAddress\"",
                "{\"EmailAddress\":",
                "{\"EmailAddress\":\"a",
                "{'EmailAddress':'a'}",
                "{EmailAddress:\"a\"}",
                "{\"EmailAddress\":\"a\",}",
                "{} trailing",
                "{}{}",
                "{\"EmailAddress\":\"\\ud800\\q\"}",
                "{\"EmailAddress\":NaN}",
                "{\"More\":01}",
                "// a comment\n{}",
                "Action=SendEmail&Source=a%40example.com",
                "<SendEmailRequest/>",
                "\u0000"
            })
    void whatIsNoJsonObjectIsRefusedWithoutWords(String body) {
        assertError(call(SUPPRESS, "", body), 400, "SerializationException", null);
    }

    /// The type of the body is not looked at, as with SES.
    @Test
    void aBodyOfAnyTypeIsRead() {
        String body = "{\"EmailAddress\":\"a@example.net\",\"Reason\":\"BOUNCE\"}";
        for (String type : new String[] {"application/x-amz-json-1.1", "application/x-www-form-urlencoded", "a"}) {
            Map<String, String> signed =
                    server.signer().rest("PUT", SUPPRESS.substring(4), "", body, Map.of("content-type", type));
            assertThat(RawHttp.rest(server.address(), "PUT", SUPPRESS.substring(4), signed, body)
                            .status())
                    .isEqualTo(200);
        }
    }

    /// The last of a name holds, as for most readers of JSON (RFC 8259 §4).
    @Test
    void ofANameThatIsThereTwiceTheLastHolds() {
        assertThat(call(
                                SUPPRESS,
                                "",
                                "{\"EmailAddress\":\"first@example.net\",\"Reason\":\"BOUNCE\",\"EmailAddress\":\"last@example.net\"}")
                        .status())
                .isEqualTo(200);
        assertThat(call("GET /v2/email/suppression/addresses/last@example.net", "", "")
                        .status())
                .isEqualTo(200);
        assertThat(call("GET /v2/email/suppression/addresses/first@example.net", "", "")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Unknown\":{\"a\":[1,{\"b\":null}]},\"EmailAddress\":\"a@example.net\",\"Reason\":\"BOUNCE\"}",
                "{\"EmailAddress\":\"a@example.net\",\"Reason\":\"BOUNCE\",\"TenantName\":null}",
                " \t\r\n{ \"EmailAddress\" : \"\\u0061@example.net\" , \"Reason\":\"BOUNCE\" } \n"
            })
    void whatIsUnknownOrNullIsNoMatter(String body) {
        assertThat(call(SUPPRESS, "", body).status()).isEqualTo(200);
    }

    @Test
    @Timeout(60)
    void depthNamesAndNumbersWithoutEndAreRefused() {
        for (String endless : new String[] {
            "{\"More\":" + "[".repeat(1_000_000),
            "{\"More\":" + "{\"a\":".repeat(200_000),
            "{\"More\":" + "9".repeat(1_000_000) + "}",
            "{\"" + "n".repeat(1_000_000) + "\":1}",
            "{\"Content\":{\"Simple\":{\"Body\":" + "{\"Text\":".repeat(10_000),
        }) {
            assertThat(call(SEND, "", endless).headers())
                    .as(endless.substring(0, 40))
                    .containsEntry("x-amzn-errortype", "SerializationException");
        }
    }

    /// A million members that nobody asked for are skipped, and a million wrong ones are told in a short answer.
    @Test
    @Timeout(60)
    void whatIsManyIsReadInTimeAndToldShortly() {
        StringBuilder unknown = new StringBuilder("{");
        for (int i = 0; i < 300_000; i++) {
            unknown.append("\"n").append(i).append("\":").append(i).append(',');
        }
        String body = unknown + "\"EmailAddress\":\"a@example.net\",\"Reason\":\"BOUNCE\"}";
        assertThat(call(SUPPRESS, "", body).status()).isEqualTo(200);
        RawHttp.Reply wrong = call(TAG, "", "{\"ResourceArn\":\"a\",\"Tags\":[" + "{},".repeat(300_000) + "{}]}");
        assertThat(wrong.headers()).containsEntry("x-amzn-errortype", "BadRequestException");
        assertThat(wrong.body())
                .startsWith("{\"message\":\"600002 validation errors detected: Value at 'tags.1.member.key' failed")
                .hasSizeLessThan(20_000);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/email/templates, PageSize=ten, 'ten' can not be converted to Integer",
        "/v2/email/templates, PageSize=99999999999, '99999999999' can not be converted to Integer",
        "/v2/email/templates, PageSize=1.0, '1.0' can not be converted to Integer",
        // A guess.
        "/v2/email/suppression/addresses, StartDate=yesterday, 'yesterday' can not be converted to Timestamp",
    })
    void aQueryThatIsNotOfItsTypeIsQuoted(String path, String query, String text) {
        assertError(call("GET " + path, query, ""), 400, "SerializationException", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PageSize=",
                "NextToken=&PageSize=",
                "Unknown=7",
                "StartDate=2024-01-02T03%3A04%3A05.678000Z",
                "StartDate=2024-01-02T03%3A04%3A05Z",
                "Reason=BOUNCE&Reason=COMPLAINT",
                "Reason=COMPLAINT&Reason=COMPLAINT"
            })
    void aQueryMayHaveEmptyUnknownAndRepeatedNames(String query) {
        String canonical = query.equals("NextToken=&PageSize=") ? query : query.replace("PageSize&", "PageSize=&");
        assertThat(call("GET /v2/email/suppression/addresses", canonical, "").status())
                .isEqualTo(200);
    }

    /// In the words of the front end for what can't be decoded at all.
    @ParameterizedTest
    @ValueSource(strings = {"PageSize=%", "PageSize=%zz", "PageSize=%FF", "%"})
    void aQueryThatIsNoUtf8IsRefusedInJson(String query) {
        RawHttp.Reply reply = call("GET /v2/email/templates", query, "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers()).containsEntry("content-type", "application/json");
    }
}
