package org.posthorn.api.v2.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.record.WireName;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.IdentityType;
import org.posthorn.engine.settings.Look;
import org.posthorn.engine.settings.Verification;

/// What the last looks at DNS said of a domain, for its TXT record and for its DKIM keys. Nothing is told of addresses.
///
/// @param errorType of the last look, unless the domain is verified
/// @param soaRecord never told: nobody asks for it
record VerificationInfo(
        Optional<Instant> lastCheckedTimestamp,
        Optional<Instant> lastSuccessTimestamp,
        Optional<ErrorType> errorType,
        @WireName("SOARecord") Optional<SoaRecord> soaRecord) {
    /// Why a domain is not verified; the first two were seen here, of records that are not there and of name servers
    /// that say nothing.
    enum ErrorType {
        TYPE_NOT_FOUND,
        DNS_SERVER_ERROR,
        SERVICE_ERROR,
        HOST_NOT_FOUND,
        INVALID_VALUE,
        REPLICATION_ACCESS_DENIED,
        REPLICATION_PRIMARY_NOT_FOUND,
        REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED,
        REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED,
        REPLICATION_PRIMARY_INVALID_REGION
    }

    record SoaRecord(Optional<String> primaryNameServer, Optional<String> adminEmail, Optional<Long> serialNumber) {}

    /// @param dkim of the identity
    static VerificationInfo of(Identity identity, Optional<Dkim> dkim) {
        List<Look> looks = identity.type() == IdentityType.EmailAddress
                ? List.of()
                : Stream.of(
                                identity.look(),
                                dkim.flatMap(its -> its.verification().look()),
                                dkim.flatMap(its -> its.wantedVerification().look()))
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparing(Look::at))
                        .toList();
        Optional<Look> last = looks.isEmpty() ? Optional.empty() : Optional.of(looks.getLast());
        return new VerificationInfo(
                last.map(Look::at),
                looks.stream().map(Look::foundAt).flatMap(Optional::stream).max(Comparator.naturalOrder()),
                last.filter(look -> !identity.isVerified() && look.found() != Verification.Finding.PRESENT)
                        .map(look -> look.found() == Verification.Finding.UNKNOWN
                                ? ErrorType.DNS_SERVER_ERROR
                                : ErrorType.TYPE_NOT_FOUND),
                Optional.empty());
    }
}
