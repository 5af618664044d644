package org.posthorn.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StsPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void theExampleOfTheRfcIsRead() throws ProtocolException {
        String text = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n"
                + "mx: backupmx.example.com\r\nmax_age: 604800\r\n";
        assertThat(StsPolicy.parse(text, "1", NOW))
                .isEqualTo(new StsPolicy(
                        StsMode.ENFORCE,
                        List.of("mail.example.com", "*.example.net", "backupmx.example.com"),
                        "1",
                        NOW.plusSeconds(604_800)));
    }

    @Test
    void unknownFieldsArePassedOverAndTheFirstOfTwoCounts() throws ProtocolException {
        String text = "version: STSv1\nmode: testing\nmode: enforce\nx-note: a b\nmx: MX.example.com \nmax_age:86400";
        assertThat(StsPolicy.parse(text, "1", NOW))
                .isEqualTo(new StsPolicy(StsMode.TESTING, List.of("mx.example.com"), "1", NOW.plusSeconds(86_400)));
    }

    @Test
    void aPolicyOfNoneNeedsNoHosts() throws ProtocolException {
        assertThat(StsPolicy.parse("version: STSv1\nmode: none\nmax_age: 0\n", "1", NOW)
                        .mode())
                .isEqualTo(StsMode.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>not found</html>",
                "mode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: *\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: *.*.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx:\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 31557601",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 99999999999",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1\nnonsense"
            })
    void whatIsNotAPolicyIsRefused(String text) {
        assertThatThrownBy(() -> StsPolicy.parse(text, "1", NOW)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void thereAreNoMorePatternsThanTheLimit() {
        String text =
                "version: STSv1\nmode: enforce\nmax_age: 1\n" + "mx: a.example\n".repeat(StsPolicy.MX_PATTERNS + 1);
        assertThatThrownBy(() -> StsPolicy.parse(text, "1", NOW)).hasMessageContaining("65");
    }

    @Test
    void anAsteriskStandsForExactlyOneLabel() {
        StsPolicy policy = new StsPolicy(StsMode.ENFORCE, List.of("mx.example.com", "*.example.net"), "1", NOW);
        assertThat(policy.matches("mx.example.com")).isTrue();
        assertThat(policy.matches("MX.Example.COM")).isTrue();
        assertThat(policy.matches("a.example.net")).isTrue();
        assertThat(policy.matches("a.b.example.net")).isFalse();
        assertThat(policy.matches("example.net")).isFalse();
        assertThat(policy.matches("a.mx.example.com")).isFalse();
        assertThat(policy.matches("evil-example.net")).isFalse();
    }
}
