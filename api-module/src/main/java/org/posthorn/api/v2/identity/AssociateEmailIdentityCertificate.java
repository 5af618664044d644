package org.posthorn.api.v2.identity;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.codec.Violations;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.IdentityCertificateList;
import org.posthorn.engine.record.Bounds;

/// Notes which certificate is for which sender of an identity.
///
/// Differs from SES: it is only noted. There is no store of certificates, so the list tells each as `FAILED`, and no
/// mail is signed with one.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_AssociateEmailIdentityCertificate.html
@Route(method = "POST", path = "/identity/certificates")
final class AssociateEmailIdentityCertificate implements Action<AssociateEmailIdentityCertificate.Request, NoResult> {
    private static final String ARN = "arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:[\\w+=/,.@-]*:[0-9]+:certificate/[\\w+=,.@-]+";
    private static final String KIND = "certificate/";
    private static final int PARTS = 6;

    record Request(
            String emailIdentity,
            Optional<String> fromAddress,
            @Bounds(min = 20, max = 2_048) String certificateArn) {}

    private final IdentityCertificateList certificates;

    AssociateEmailIdentityCertificate(IdentityCertificateList certificates) {
        this.certificates = certificates;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        if (!isCertificate(request.certificateArn())) {
            Violations violations = new Violations(Violations.Style.V2);
            violations.unlike(ARN, "certificateArn");
            violations.throwIfAny();
        }
        certificates.associate(
                caller.tenant(), request.emailIdentity(), request.fromAddress(), request.certificateArn());
        return NoResult.NO_RESULT;
    }

    /// Partition, service, region (which may be empty), account, and the name of a certificate.
    private static boolean isCertificate(String arn) {
        String[] parts = new String[PARTS];
        int start = 0;
        for (int i = 0; i < PARTS; i++) {
            int colon = i == PARTS - 1 ? arn.length() : arn.indexOf(':', start);
            if (colon < 0) {
                return false;
            }
            parts[i] = arn.substring(start, colon);
            start = colon + 1;
        }
        return parts[0].equals("arn")
                && isWord(parts[1], "/")
                && isWord(parts[2], "/")
                && (parts[3].isEmpty() || isWord(parts[3], "/"))
                && !parts[4].isEmpty()
                && parts[4].chars().allMatch(c -> c >= '0' && c <= '9')
                && parts[5].startsWith(KIND)
                && isWord(parts[5].substring(KIND.length()), "");
    }

    private static boolean isWord(String text, String more) {
        String others = "_+=,.@-" + more;
        return !text.isEmpty()
                && text.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || others.indexOf(c) >= 0);
    }
}
