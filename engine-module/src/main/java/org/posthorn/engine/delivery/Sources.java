package org.posthorn.engine.delivery;

import java.net.InetAddress;
import java.util.List;
import org.posthorn.engine.mail.Mail;

/// Says which addresses of this machine a message may leave from. Safe for use by many threads.
public interface Sources {
    /// The system chooses for all mail.
    Sources ANY = new Sources() {
        @Override
        public Choice choose(Mail mail) {
            return Choice.Any.ANY;
        }

        @Override
        public boolean take(Mail mail, InetAddress address, int recipients) {
            return true;
        }

        @Override
        public void giveBack(Mail mail, InetAddress address, int recipients) {}
    };

    /// What a message has to choose from.
    sealed interface Choice {
        /// Whatever address the system takes.
        enum Any implements Choice {
            ANY
        }

        /// One of a pool, and no other.
        ///
        /// @param addresses in the order in which they are to be tried; the same for every try of a message, since
        ///     hosts that greylist want to see the same address again
        record Pool(String name, List<InetAddress> addresses) implements Choice {
            public Pool {
                addresses = List.copyOf(addresses);
            }
        }
    }

    Choice choose(Mail mail);

    /// Counts recipients as sent from an address, before they are. May write; blocks then.
    ///
    /// @return whether it may send that many more today
    boolean take(Mail mail, InetAddress address, int recipients);

    /// Those that were taken and got nothing after all.
    void giveBack(Mail mail, InetAddress address, int recipients);
}
