package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/// What a client of API v2's SDK sees of a refused call.
final class RefusalV2 {
    private RefusalV2() {}

    /// The call fails as this class, with exactly this status and text.
    static void assertRefused(Runnable call, Class<? extends SesV2Exception> type, int status, String text) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(SesV2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text);
            assertThat(e).isExactlyInstanceOf(type);
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.requestId()).isNotBlank();
        });
    }

    static void assertBad(Runnable call, String text) {
        assertRefused(call, BadRequestException.class, 400, text);
    }

    static void assertNotFound(Runnable call, String text) {
        assertRefused(call, NotFoundException.class, 404, text);
    }

    /// Of one member without a value.
    static void assertMissing(Runnable call, String path) {
        assertBad(
                call,
                "1 validation error detected: Value at '" + path
                        + "' failed to satisfy constraint: Member must not be null");
    }
}
