package org.posthorn.api.v2.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.dkim.DkimKeys;
import org.posthorn.engine.settings.Dkim;
import org.posthorn.engine.settings.DkimKey;

/// How mail of an identity is signed.
record DkimAttributes(
        boolean signingEnabled,
        Status status,
        Optional<List<String>> tokens,
        Optional<String> signingHostedZone,
        DkimSigningAttributesOrigin signingAttributesOrigin,
        Optional<DkimSigningKeyLength> nextSigningKeyLength,
        Optional<DkimSigningKeyLength> currentSigningKeyLength,
        Optional<Instant> lastKeyGenerationTimestamp) {
    /// Without keys, as SES was seen to tell it of an address.
    private static final DkimAttributes NONE = new DkimAttributes(
            false,
            Status.NOT_STARTED,
            Optional.empty(),
            Optional.empty(),
            DkimSigningAttributesOrigin.AWS_SES,
            Optional.of(DkimSigningKeyLength.RSA_1024_BIT),
            Optional.empty(),
            Optional.empty());

    /// @param known of the identity, or of the domain of an address
    /// @param zone where the aliases of tokens lead to
    static DkimAttributes of(Optional<Dkim> known, String zone) {
        return known.filter(dkim -> !dkim.keys().isEmpty())
                .map(dkim -> of(dkim, zone))
                .orElse(NONE);
    }

    private static DkimAttributes of(Dkim dkim, String zone) {
        boolean given = Dkim.areGiven(dkim.wanted());
        Optional<Dkim> ours = Optional.of(dkim).filter(its -> !given);
        return new DkimAttributes(
                dkim.enabled(),
                Status.of(dkim.wantedVerification().status()),
                Optional.of(dkim.tokens()),
                ours.map(its -> zone),
                given ? DkimSigningAttributesOrigin.EXTERNAL : DkimSigningAttributesOrigin.AWS_SES,
                ours.map(its -> length(its.wanted().getFirst())),
                ours.filter(its -> !Dkim.areGiven(its.keys())).map(its -> length(its.activeKey())),
                ours.flatMap(Dkim::madeAt));
    }

    /// As it is told in the moment that an identity is made, before anybody looked for its records.
    DkimAttributes ofNew() {
        return new DkimAttributes(
                signingEnabled,
                status == Status.PENDING ? Status.NOT_STARTED : status,
                tokens,
                signingHostedZone,
                signingAttributesOrigin,
                nextSigningKeyLength,
                currentSigningKeyLength,
                lastKeyGenerationTimestamp);
    }

    private static DkimSigningKeyLength length(DkimKey key) {
        return DkimSigningKeyLength.of(DkimKeys.bits(key));
    }
}
