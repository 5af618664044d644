package org.posthorn.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that are well-formed, and refused.
class ConfigRulesTest extends ConfigFixture {
    @ParameterizedTest
    @CsvSource({
        "mail example",
        "-a.example",
        "a..example",
        "a.example.",
        "user@a.example",
        "mail_1.example",
        "a.example:25"
    })
    void mailDomainMustBeAHostName(String domain) throws Exception {
        assertThat(read(Optional.empty(), Map.of(), true, "mail.domain=" + domain)
                        .obstacles())
                .containsExactly("mail.domain is \"" + domain + "\"; it must be a host name such as mail.example.com");
    }

    @Test
    void mailDomainMayBeAnyHostName() throws Exception {
        for (String domain : List.of("localhost", "mail.example.com", "a-1.EXAMPLE", "xn--bcher-kva.example")) {
            assertThat(read(Optional.empty(), Map.of(), true, "mail.domain=" + domain)
                            .obstacles())
                    .as(domain)
                    .isEmpty();
        }
        assertThat(read(Optional.empty(), Map.of(), true, "mail.domain=b\u00fccher.example")
                        .obstacles())
                .containsExactly("mail.domain is \"b\u00fccher.example\"; it must be a host name such as"
                        + " mail.example.com, in the form xn--\u2026 where it is not ASCII");
    }

    @Test
    void aServerDoesNotStartWithWhatDoesNotFitTogether() throws Exception {
        assertThat(read(Optional.empty(), Map.of(), false).obstacles())
                .containsExactly("relay.mode is smarthost and relay.hosts is empty; name the relay (relay.hosts ="
                        + " \"mail.example.com:25\"), or set relay.mode to capture, or start with --dev");
        assertThat(read(
                                Optional.empty(),
                                Map.of(),
                                true,
                                "api.tls.key=k",
                                "relay.username=u",
                                "retry.schedule=0s",
                                "api.regions=eu-west-1,Mars")
                        .obstacles())
                .containsExactly(
                        "api.tls.certificate and api.tls.key go together; give both or neither",
                        "api.regions is \"eu-west-1,Mars\"; it needs at least one region such as us-east-1, of lower-case"
                                + " letters, digits and '-'; or any alone",
                        "relay.username and relay.password go together; give both or neither",
                        "retry.schedule needs at least one wait, all above zero");
        assertThat(read(
                                Optional.empty(),
                                Map.of(),
                                true,
                                "relay.mode=mx",
                                "relay.tls=wrapper",
                                "inbound.tls.certificate=c",
                                "submission.tls_listen=127.0.0.1:0")
                        .obstacles())
                .containsExactly(
                        "relay.tls is wrapper and relay.mode is mx; mail exchangers know STARTTLS only, so use"
                                + " opportunistic or required",
                        "submission.tls_listen needs a certificate; give api.tls.certificate and api.tls.key",
                        "inbound.tls.certificate and inbound.tls.key go together; give both or neither");
    }

    @Test
    void whoIsBelievedMustBeAnAddressOrADomain() throws Exception {
        assertThat(read(
                                Optional.empty(),
                                Map.of(),
                                true,
                                "inbound.report_sources=192.0.2.1,relay.example.com,2001:db8::/129",
                                "inbound.report_signers=loop.example.com,fbl@example.com")
                        .obstacles())
                .containsExactly(
                        "inbound.report_sources: \"relay.example.com\" is neither an IP address nor a block such as"
                                + " 192.0.2.0/24",
                        "inbound.report_sources: \"2001:db8::/129\" is neither an IP address nor a block such as"
                                + " 192.0.2.0/24",
                        "inbound.report_signers: \"fbl@example.com\" is no domain such as loop.example.com");
    }

    @Test
    void placesOfReceivedMailHaveToFitTogether() throws Exception {
        assertThat(read(
                                Optional.empty(),
                                Map.of(),
                                true,
                                "receiving.s3_directory=file:///srv/mail",
                                "receiving.s3_endpoint=http://127.0.0.1:9000",
                                "receiving.functions=f",
                                "receiving.buckets=mail")
                        .obstacles())
                .containsExactly(
                        "receiving.s3_endpoint, lambda_endpoint and functions need receiving.access_key_id and"
                                + " receiving.secret_access_key; a service that checks no keys takes any",
                        "receiving.functions: \"f\" is no NAME=URL, such as my-function=https://127.0.0.1:9443/mail, or"
                                + " ARN=URL",
                        "receiving.buckets: \"mail\" is no ACCOUNT:BUCKET with an account of 12 digits and a bucket as"
                                + " S3 names them");
        assertThat(read(Optional.empty(), Map.of(), true, "receiving.access_key_id=a")
                        .obstacles())
                .containsExactly(
                        "receiving.access_key_id and receiving.secret_access_key go together; give both or neither");
        PosthornConfig config = read(
                Optional.empty(),
                Map.of(),
                true,
                "receiving.s3_directory=file:///srv/mail",
                "receiving.lambda_endpoint=http://127.0.0.1:9001",
                "receiving.access_key_id=a",
                "receiving.secret_access_key=b",
                "receiving.functions=f=http://127.0.0.1:1/?a=b",
                "receiving.buckets=123456789012:mail,123456789012:more");
        assertThat(config.obstacles()).isEmpty();
        assertThat(config.receiving().s3Directory()).contains(Path.of("/srv/mail"));
        assertThat(config.receiving().buckets()).hasSize(2);
    }

    @Test
    void aRouteThatCannotBeFollowedIsNamed() throws Exception {
        assertThat(read(Optional.empty(), Map.of(), true, "relay.mode=mx", "routes.rules=to=a.example via=mx,vai=mx")
                        .obstacles())
                .containsExactly(
                        "routes.rules: \"vai=mx\": unknown word 'vai=mx'; a rule is made of to=, from=, share=,"
                                + " via=, tls=, user= and password_file=");
        assertThat(read(Optional.empty(), Map.of(), true, "relay.mode=mx", "routes.rules=to=a.example via=relay")
                        .obstacles())
                .containsExactly(
                        "routes.rules: \"to=a.example via=relay\": via=relay needs relay.hosts, which is empty");
        assertThat(read(Optional.empty(), Map.of(), true, "routes.rules=via=mx").obstacles())
                .containsExactly("routes.rules is given and relay.mode is capture, which keeps all mail; use smarthost"
                        + " or mx");
    }

    @ParameterizedTest
    @CsvSource({
        "api.listen=0.0.0.0:8465",
        "submission.listen=192.0.2.1:8465",
        "submission.tls_listen=[::]:8465",
        "inbound.listen=0.0.0.0:8465",
        "admin.listen=0.0.0.0:8465"
    })
    void devModeRefusesAnyAddressButLoopback(String flag) throws Exception {
        String key = flag.substring(0, flag.indexOf('='));
        String address = flag.substring(flag.indexOf('=') + 1);

        assertThat(read(Optional.empty(), Map.of(), true, flag).obstacles())
                .contains(key + " is " + address + "; with --dev any signature passes, so it must be a loopback"
                        + " address such as 127.0.0.1:8465, or give --listen-anywhere as well");
        assertThat(read(Optional.empty(), Map.of(), true, "api.listen=[::1]:0").obstacles())
                .isEmpty();
        assertThat(anywhere(true, flag).obstacles()).noneMatch(text -> text.contains("loopback"));
    }

    @Test
    void onlyDevModeIsToldToListenAnywhere() throws Exception {
        assertThat(anywhere(false, "relay.hosts=a:25", "api.listen=0.0.0.0:0").obstacles())
                .containsExactly("--listen-anywhere goes with --dev; without it, listeners may have any address");
        assertThat(anywhere(true).isApiReachedFromOutside()).isTrue();
        assertThat(read(Optional.empty(), Map.of(), true).isApiReachedFromOutside())
                .isFalse();
        assertThat(read(Optional.empty(), Map.of(), false, "api.listen=0.0.0.0:0")
                        .isApiReachedFromOutside())
                .isTrue();
    }

    private PosthornConfig anywhere(boolean dev, String... flags) throws ConfigException {
        return ConfigFile.read(new ConfigSources(
                        Optional.empty(), Map.of(), List.copyOf(Arrays.asList(flags)), dev, true, HOME, work))
                .config();
    }

    @Test
    void trustedProxiesAreAddresses() throws Exception {
        assertThat(read(Optional.empty(), Map.of(), true, "api.trusted_proxies=10.0.0.7,::1")
                        .obstacles())
                .isEmpty();
        assertThat(read(Optional.empty(), Map.of(), true, "api.trusted_proxies=proxy.example.com")
                        .obstacles())
                .containsExactly(
                        "api.trusted_proxies: \"proxy.example.com\" is neither an IP address nor a block such as"
                                + " 192.0.2.0/24");
    }
}
