package org.posthorn.feedback.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndableWaitTest {
    private final EndableWait wait = new EndableWait();

    @Test
    void whatComesIsGiven() throws Exception {
        assertThat(wait.orElse(() -> "it", "nothing")).isEqualTo("it");
    }

    @Test
    void aWaitUnderWayIsEndedAndTheThreadGoesOnUninterrupted() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                String got = wait.orElse(
                        () -> {
                            began.countDown();
                            never.await();
                            return "it";
                        },
                        "nothing");
                result.complete(got + " " + Thread.currentThread().isInterrupted());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        began.await();
        wait.end();
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo("nothing false");
    }

    @Test
    void anEndThatComesWithTheNewsLeavesNoInterrupt() throws Exception {
        String got = wait.orElse(
                () -> {
                    wait.end();
                    return "it";
                },
                "nothing");
        assertThat(got).isEqualTo("it");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void afterTheEndNothingIsWaitedFor() throws Exception {
        wait.end();
        assertThat(wait.orElse(
                        () -> {
                            throw new AssertionError("waits");
                        },
                        "nothing"))
                .isEqualTo("nothing");
    }

    @Test
    void anInterruptOfSomebodyElseIsOne() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> wait.orElse(
                        () -> {
                            new CountDownLatch(1).await();
                            return "it";
                        },
                        "nothing"))
                .isInstanceOf(InterruptedException.class);
    }
}
