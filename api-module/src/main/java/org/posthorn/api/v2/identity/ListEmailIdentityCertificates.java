package org.posthorn.api.v2.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.identity.IdentityCertificateList;
import org.posthorn.engine.settings.IdentityCertificates;

/// Lists the certificates of an identity's senders in pages.
///
/// Differs from SES: each is told as `FAILED`, since none of them is in this installation.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentityCertificates.html
@Route(method = "POST", path = "/identity/certificates/list")
final class ListEmailIdentityCertificates
        implements Action<ListEmailIdentityCertificates.Request, ListEmailIdentityCertificates.Response> {
    private static final int MOST = 100;

    record Request(String emailIdentity, Optional<String> nextToken, Optional<Integer> pageSize) {}

    record Response(List<Certificate> certificates, Optional<String> nextToken) {}

    record Certificate(
            String fromAddress,
            CertificateStatus status,
            String certificateArn,
            Optional<Instant> certificateExpiryTime) {
        static Certificate of(IdentityCertificates.OfSender known) {
            return new Certificate(known.fromAddress(), CertificateStatus.FAILED, known.arn(), Optional.empty());
        }
    }

    enum CertificateStatus {
        PROVISIONING,
        INACTIVE,
        DEPROVISIONING,
        ACTIVE,
        FAILED
    }

    private final IdentityCertificateList certificates;

    ListEmailIdentityCertificates(IdentityCertificateList certificates) {
        this.certificates = certificates;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        if (request.nextToken().filter(String::isEmpty).isPresent()) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must"
                            + " have length greater than or equal to 1");
        }
        List<IdentityCertificates.OfSender> all = certificates.list(caller.tenant(), request.emailIdentity());
        // A token holds for this identity only.
        Paging paging = new Paging(
                "identity-certificate:" + request.emailIdentity(),
                MOST,
                MOST,
                ListEmailIdentityCertificates::badSize,
                token -> "Invalid Next Token");
        Paging.Page<Certificate> page = paging.page(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> all.stream()
                                .filter(known -> known.fromAddress().compareTo(after) > 0)
                                .limit(max)
                                .toList(),
                        IdentityCertificates.OfSender::fromAddress)
                .map(Certificate::of);
        return new Response(page.items(), page.nextToken());
    }

    private static String badSize(int size) {
        return "1 validation error detected: Value '" + size
                + "' at 'pageSize' failed to satisfy constraint: Member must" + " have value "
                + (size < 1 ? "greater than or equal to 1" : "less than or equal to " + MOST);
    }
}
