package org.posthorn.receiving.check;

import java.util.List;
import java.util.Locale;
import org.posthorn.engine.dkim.DkimResult;
import org.posthorn.engine.mail.Verdicts;
import org.posthorn.engine.mail.Verdicts.Verdict;

/// The fields that tell what was found, in SES's order and words (those of Received-SPF are Apache jSPF's, which SES
/// runs): X-SES-Spam-Verdict and X-SES-Virus-Verdict when there was a scan, Received-SPF (RFC 7208 §9.1),
/// Authentication-Results (RFC 8601).
///
/// Differs from SES: the service that vouches is named after `mail.domain`; a DKIM result other than pass has its
/// reason as a comment; no X-SES-RECEIPT and no X-SES-DKIM-SIGNATURE, since SES's are for SES's own eyes, and nobody
/// could check ours.
final class ResultFields {
    private final String service;

    /// @param service `mail.domain`
    ResultFields(String service) {
        this.service = service;
    }

    String of(
            String ip, String helo, SpfResult spf, List<DkimResult> signatures, DmarcResult dmarc, Verdicts verdicts) {
        String spfText = spfText(ip, helo, spf);
        HeaderLine results = new HeaderLine("Authentication-Results")
                .words(service + ";")
                .fold()
                .words("spf=" + spfText);
        for (DkimResult signature : signatures) {
            results.fold().words(dkimText(signature));
        }
        String from = dmarc.domain().isEmpty() ? "" : " header.from=" + HeaderLine.printable(dmarc.domain());
        results.fold().words("dmarc=" + dmarc.status().word() + from + ";");
        return scanField("X-SES-Spam-Verdict", verdicts.spam())
                + scanField("X-SES-Virus-Verdict", verdicts.virus())
                + new HeaderLine("Received-SPF").words(spfText).end()
                + results.end();
    }

    private static String scanField(String name, Verdict verdict) {
        return verdict == Verdict.DISABLED ? "" : name + ": " + verdict + "\r\n";
    }

    private static String spfText(String ip, String helo, SpfResult spf) {
        String domain = HeaderLine.printable(spf.domain());
        String comment = switch (spf.status()) {
            case PASS -> "domain of " + domain + " designates " + ip + " as permitted sender";
            case FAIL -> "domain of " + domain + " does not designate " + ip + " as permitted sender";
            case SOFTFAIL -> "transitioning domain of " + domain + " does not designate " + ip + " as permitted sender";
            case NONE, NEUTRAL -> ip + " is neither permitted nor denied by domain of " + domain;
            case TEMPERROR -> "Error in retrieving data from DNS";
            case PERMERROR -> "Error in processing SPF Record";
        };
        return spf.status().word() + " (spfCheck: " + comment + ") client-ip=" + ip + "; envelope-from="
                + HeaderLine.printable(spf.sender()) + "; helo=" + HeaderLine.printable(helo) + ";";
    }

    private static String dkimText(DkimResult signature) {
        String reason = signature.reason().isEmpty() ? "" : " (" + signature.reason() + ")";
        String identity = signature.domain().isEmpty() ? "" : " header.i=" + HeaderLine.printable(signature.identity());
        return "dkim=" + signature.status().name().toLowerCase(Locale.ROOT) + reason + identity + ";";
    }
}
