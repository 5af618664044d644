package org.posthorn.engine.delivery;

import java.util.HashMap;
import java.util.Map;

/// Memory for the content of attempts that are under way. What is given back goes to the accounts in turns.
///
/// Small content, a 64th of all at most, has a quarter for itself; what is larger has the rest. In both an account
/// has three quarters at most, or one content that is larger. So large messages of one account to whoever keeps them,
/// a host or a function that takes its time, hold up neither anybody's small messages, nor another's large ones for
/// more than one message at a time. Thread-safe.
final class ContentRoom {
    private static final int SMALL_PARTS = 64;

    private final int mostSmallKib;
    private final Lane small;
    private final Lane large;

    /// @param kib at least 64
    ContentRoom(int kib) {
        mostSmallKib = kib / SMALL_PARTS;
        small = new Lane(kib / 4);
        large = new Lane(kib - kib / 4);
    }

    /// Room that was taken.
    @FunctionalInterface
    interface Taken {
        /// Once.
        void giveBack();
    }

    /// Waits for room; content that is larger than there is ever takes all of it.
    Taken take(String account, int kib) throws InterruptedException {
        return (kib <= mostSmallKib ? small : large).take(account, kib);
    }

    private static final class Lane {
        private final int all;
        private final Map<String, Integer> taken = new HashMap<>();
        private final Turns<Waiter> waiting = new Turns<>();
        private int free;

        /// Changed under the monitor of the lane.
        private static final class Waiter {
            private final int kib;
            private boolean served;

            Waiter(int kib) {
                this.kib = kib;
            }
        }

        Lane(int all) {
            this.all = all;
            this.free = all;
        }

        synchronized Taken take(String account, int wanted) throws InterruptedException {
            Waiter waiter = new Waiter(Math.min(all, wanted));
            waiting.add(account, waiter);
            serve();
            try {
                while (!waiter.served) {
                    wait();
                }
            } catch (InterruptedException e) {
                if (waiter.served) {
                    giveBack(account, waiter.kib);
                } else {
                    waiting.remove(waiter::equals);
                    serve();
                }
                throw e;
            }
            return () -> giveBack(account, waiter.kib);
        }

        private synchronized void giveBack(String account, int kib) {
            free += kib;
            taken.computeIfPresent(account, (a, its) -> its > kib ? its - kib : null);
            serve();
        }

        private void serve() {
            boolean served = false;
            int passed = 0;
            while (!waiting.isEmpty() && passed < waiting.accounts()) {
                String account = waiting.account();
                int kib = waiting.peek().kib;
                int its = taken.getOrDefault(account, 0);
                if (its > 0 && its + kib > all - all / 4) {
                    waiting.pass();
                    passed++;
                    continue;
                }
                if (kib > free) {
                    break; // It is next: nobody goes before it for ever.
                }
                Waiter next = waiting.next();
                next.served = true;
                served = true;
                free -= kib;
                taken.merge(account, kib, Integer::sum);
                passed = 0;
            }
            if (served) {
                notifyAll();
            }
        }
    }
}
