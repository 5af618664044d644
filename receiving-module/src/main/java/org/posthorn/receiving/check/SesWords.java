package org.posthorn.receiving.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.posthorn.engine.dkim.DkimResult;
import org.posthorn.engine.mail.Verdicts.Verdict;

/// Results in SES's words (SES Developer Guide, "Contents of notifications for Amazon SES email receiving").
final class SesWords {
    private SesWords() {}

    /// "GRAY: there is no SPF policy under the domain"; SES says GRAY of a softfail too, as recorded notifications
    /// show. Of neutral it is a guess.
    static Verdict of(SpfResult spf) {
        return switch (spf.status()) {
            case PASS -> Verdict.PASS;
            case FAIL -> Verdict.FAIL;
            case NONE, NEUTRAL, SOFTFAIL -> Verdict.GRAY;
            case TEMPERROR, PERMERROR -> Verdict.PROCESSING_FAILED;
        };
    }

    /// "GRAY: the message is not DKIM-signed"; "PROCESSING_FAILED: DNS queries are failing or the DKIM signature header
    /// is not formatted properly". That one pass is enough among several is a guess, and that neutral is GRAY.
    static Verdict of(List<DkimResult> signatures) {
        Set<DkimResult.Status> found = EnumSet.noneOf(DkimResult.Status.class);
        signatures.forEach(signature -> found.add(signature.status()));
        if (found.contains(DkimResult.Status.PASS)) {
            return Verdict.PASS;
        }
        if (found.contains(DkimResult.Status.TEMPERROR)) {
            return Verdict.PROCESSING_FAILED;
        }
        if (found.contains(DkimResult.Status.FAIL)) {
            return Verdict.FAIL;
        }
        return found.contains(DkimResult.Status.PERMERROR) ? Verdict.PROCESSING_FAILED : Verdict.GRAY;
    }

    /// FAIL with the policy `none` too, as recorded notifications show. That no domain to ask about, or several fields
    /// of it, is PROCESSING_FAILED is a guess.
    static Verdict of(DmarcResult dmarc) {
        return switch (dmarc.status()) {
            case PASS -> Verdict.PASS;
            case FAIL -> Verdict.FAIL;
            case NONE -> Verdict.GRAY;
            case TEMPERROR, PERMERROR -> Verdict.PROCESSING_FAILED;
        };
    }
}
