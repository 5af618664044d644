package org.posthorn.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContentRoomTest {
    private static final int KIB = 64 * 1024;
    private static final int LARGE = 40 * 1024;

    private final ContentRoom room = new ContentRoom(KIB);
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    @Test
    void largeContentOfOneAccountLeavesRoomForSmallContentOfAll() throws Exception {
        room.take("a", LARGE);
        takes("a", LARGE);
        takes("c", LARGE);
        for (int i = 0; i < 12; i++) {
            room.take("a", 1024);
        }
        takes("a", 1024);
        room.take("b", 1024).giveBack();
        assertThat(served).isEmpty();
    }

    @Test
    void accountsTakeTurnsForWhatIsGivenBack() throws Exception {
        ContentRoom.Taken first = room.take("a", LARGE);
        Thread next = takes("a", LARGE);
        takes("a", LARGE);
        Thread other = takes("b", LARGE);
        takes("c", LARGE);
        first.giveBack();
        await().until(() -> served.equals(List.of("b")));
        other.interrupt();
        await().until(() -> served.equals(List.of("b", "a")));
        next.interrupt();
        await().until(() -> served.equals(List.of("b", "a", "c")));
    }

    @Test
    void contentThatIsLargerThanAllRoomHasItAlone() throws Exception {
        ContentRoom.Taken all = room.take("a", 3 * KIB);
        takes("b", 2 * 1024);
        assertThat(served).isEmpty();
        all.giveBack();
        await().until(() -> served.contains("b"));
    }

    @Test
    void whoeverStopsWaitingHoldsNobodyUp() throws Exception {
        room.take("a", 30 * 1024);
        Thread first = takes("b", LARGE);
        takes("c", 10 * 1024);
        assertThat(served).isEmpty();
        first.interrupt();
        await().until(() -> served.equals(List.of("c")));
    }

    /// Until it is interrupted; waits until the thread has its place in the line, or the room.
    private Thread takes(String account, int kib) {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                ContentRoom.Taken taken = room.take(account, kib);
                served.add(account);
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    taken.giveBack();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        threads.add(thread);
        await().until(() ->
                thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }
}
