package org.posthorn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthorn.api.http.Refusal.QUOTA;
import static org.posthorn.api.http.Refusal.malformed;
import static org.posthorn.api.http.Refusal.raw;
import static org.posthorn.api.http.Refusal.row;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Requests that are none: of no action, of no encoding, or of no HTTP.
class BadRequestsTest extends RefusalTable {
    static Stream<Refusal> rows() {
        return Stream.of(actions(), encoding(), wire()).flatMap(rows -> rows);
    }

    @Test
    void theTablesHaveAtLeastAHundredRows() {
        assertThat(Stream.of(rows(), BadSignaturesTest.rows(), BadParametersTest.rows(), BadMailTest.rows())
                        .flatMap(rows -> rows)
                        .count())
                .isGreaterThanOrEqualTo(100);
    }

    private static Stream<Refusal> actions() {
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
                        "Action=SendBulkEmail&Version=2010-12-01",
                        400,
                        "InvalidAction",
                        "Could not find operation SendBulkEmail for version 2010-12-01"),
                row(
                        QUOTA + "&" + "n".repeat(257) + "=v",
                        400,
                        "InvalidQueryParameter",
                        "A parameter name may have at most 256 characters."),
                row(
                        IntStream.range(0, 10_001).mapToObj(i -> "p" + i + "=").collect(Collectors.joining("&")),
                        400,
                        "InvalidQueryParameter",
                        "A request may have at most 10000 parameters."));
    }

    private static Stream<Refusal> encoding() {
        return Stream.of(
                malformed("Action=%"),
                malformed("Action=%4"),
                malformed("Action=%zz"),
                malformed("A%GGction=a"),
                malformed("Source=%ff%fe"),
                malformed("Source=%C3%28"),
                malformed("Source=%ED%A0%80"));
    }

    private static Stream<Refusal> wire() {
        return Stream.of(
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
}
