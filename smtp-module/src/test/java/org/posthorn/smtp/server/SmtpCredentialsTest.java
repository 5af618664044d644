package org.posthorn.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.mail.Tenant;

final class SmtpCredentialsTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final Map<String, Credential> KEYS = Map.of(KEY, new Credential(KEY, "123456789012", SECRET));

    private final CredentialLogin login =
            new CredentialLogin(id -> Optional.ofNullable(KEYS.get(id)), List.of("us-east-1", "eu-west-1"));

    @Test
    void thePasswordIsDerivedAsSesDoes() {
        assertThat(SmtpCredentials.password(SECRET, "us-east-1"))
                .isEqualTo("BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9");
    }

    @Test
    void thePasswordTellsTheRegion() {
        for (String region : List.of("us-east-1", "eu-west-1")) {
            assertThat(login.login(KEY, SmtpCredentials.password(SECRET, region), "192.0.2.7"))
                    .contains(new Caller(
                            new Tenant("123456789012", region),
                            KEY,
                            "arn:aws:iam::123456789012:user/" + KEY,
                            Optional.of("192.0.2.7")));
        }
    }

    @Test
    void whoLogsInOrSendsOneMoreMessageIsToldOf() {
        List<String> told = new ArrayList<>();
        SubmissionLogin telling = login.telling(caller -> told.add(caller.accessKeyId()));
        assertThat(telling.login(KEY, "wrong", "192.0.2.7")).isEmpty();
        assertThat(told).isEmpty();
        Caller caller = telling.login(KEY, SmtpCredentials.password(SECRET, "us-east-1"), "192.0.2.7")
                .orElseThrow();
        assertThat(told).containsExactly(KEY);
        assertThat(telling.again(caller)).contains(caller);
        assertThat(told).containsExactly(KEY, KEY);
    }

    @Test
    void nothingElseLogsIn() {
        assertThat(login.login(KEY, SECRET, "192.0.2.7")).isEmpty();
        assertThat(login.login(KEY, "", "192.0.2.7")).isEmpty();
        assertThat(login.login(KEY, SmtpCredentials.password(SECRET, "ap-south-1"), "192.0.2.7"))
                .isEmpty();
        assertThat(login.login("AKIAUNKNOWN", SmtpCredentials.password(SECRET, "us-east-1"), "192.0.2.7"))
                .isEmpty();
        assertThat(login.login("AKIAUNKNOWN", SmtpCredentials.password("none", "us-east-1"), "192.0.2.7"))
                .isEmpty();
    }
}
