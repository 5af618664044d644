package org.posthorn.receiving.check;

import java.util.Optional;
import org.posthorn.engine.mail.ReceivedMail;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;

/// Checks a message before it is taken. Safe for use by many threads.
public final class MailChecks {
    private final Scanners scanners;

    public MailChecks(Scanners scanners) {
        this.scanners = scanners;
    }

    /// Takes 30 seconds at most; what can't be said by then is PROCESSING_FAILED.
    ///
    /// @param scan whether it is scanned for spam and viruses
    public Checked check(ReceivedMail received, boolean scan) {
        Scanners.Found found = scan ? scanners.scan(received) : Scanners.Found.NOTHING;
        return new Checked(
                new Verdicts(
                        Verdict.DISABLED,
                        Verdict.DISABLED,
                        Verdict.DISABLED,
                        Optional.empty(),
                        found.spam(),
                        found.virus()),
                false,
                Optional.empty(),
                "",
                0);
    }
}
