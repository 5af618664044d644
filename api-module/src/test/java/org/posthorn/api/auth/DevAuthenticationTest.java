package org.posthorn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.api.codec.Chunks;
import org.posthorn.api.codec.QueryParameters;
import org.posthorn.api.http.RequestHead;
import org.posthorn.engine.mail.Tenant;

class DevAuthenticationTest {
    private final List<String> accounts = new ArrayList<>();
    private final DevAuthentication authentication = new DevAuthentication(accounts::add, RegionRule.ANY);

    @Test
    void aTwelveDigitKeyNamesTheAccountWhateverTheSignature() {
        String header =
                "AWS4-HMAC-SHA256 Credential=111122223333/20200101/eu-west-1/ses/aws4_request, Signature=nonsense";
        assertThat(tenant(Map.of("authorization", List.of(header)), ""))
                .isEqualTo(new Tenant("111122223333", "eu-west-1"));
        assertThat(accounts).containsExactly("111122223333");
    }

    @Test
    void anyOtherKeyOrNoneMeansTheAccountOfZeros() {
        Tenant zeros = new Tenant("000000000000", "us-east-1");
        assertThat(tenant(Map.of(), "")).isEqualTo(zeros);
        assertThat(tenant(Map.of("authorization", List.of("Basic nonsense")), ""))
                .isEqualTo(zeros);
        String header = "AWS4-HMAC-SHA256 Credential=test/20200101//ses/aws4_request";
        assertThat(tenant(Map.of("authorization", List.of(header)), "")).isEqualTo(zeros);
    }

    @Test
    void everySchemeMayNameTheKey() {
        assertThat(tenant(Map.of("x-amzn-authorization", List.of("AWS3 AWSAccessKeyId=111122223333,Signature=x")), ""))
                .isEqualTo(new Tenant("111122223333", "us-east-1"));
        assertThat(tenant(Map.of(), "AWSAccessKeyId=111122223333")).isEqualTo(new Tenant("111122223333", "us-east-1"));
        assertThat(tenant(Map.of(), "X-Amz-Credential=111122223333%2F20200101%2Feu-west-1%2Fses%2Faws4_request"))
                .isEqualTo(new Tenant("111122223333", "eu-west-1"));
    }

    private Tenant tenant(Map<String, List<String>> headers, String query) {
        RequestHead head = new RequestHead(
                "GET", "/", query, headers, QueryParameters.parse(query), false, Optional.empty(), false);
        return authentication
                .claim(head)
                .verify(new ApiRequest(head, new Chunks(), bytes -> {}))
                .tenant();
    }
}
