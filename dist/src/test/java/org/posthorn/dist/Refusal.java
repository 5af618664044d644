package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import software.amazon.awssdk.services.ses.model.SesException;

/// What an SDK client sees of a refused call.
final class Refusal {
    private Refusal() {}

    /// The call fails with exactly this code and text.
    static void assertRefused(Runnable call, String code, String text) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(SesException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text);
        });
    }
}
