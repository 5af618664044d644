package org.posthorn.engine.dkim;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// Signs a message for the domain that its `From` shows, so that the signature is aligned (RFC 7489 §3.1.1). To be
/// called right before delivery, when nothing changes the content any more. Safe for use by many threads.
///
/// Takes the content's size in memory once more.
@Singleton
public final class DkimSigning {
    private final DkimSettings settings;
    private final DkimKeys keys;
    private final InstantSource clock;

    @Inject
    public DkimSigning(DkimSettings settings, DkimKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /// The content with its signature before it; unchanged when its domain signs nothing.
    ///
    /// @throws IllegalStateException when a key can't be used: a fault of this installation, so the message has to wait
    ///     and must neither bounce nor go out unsigned, which a receiver with a strict DMARC policy would refuse for
    ///     good
    public Content sign(Mail mail, Content content) {
        Optional<DkimSettings.Signer> signer =
                from(content).flatMap(address -> settings.signerFor(mail.author(), address.bare()));
        if (signer.isEmpty()) {
            return content;
        }
        String domain = signer.get().domain();
        List<SigningKey> signing = signer.get().keys().stream()
                .map(key -> new SigningKey(keys.open(key), domain, key.token()))
                .toList();
        try {
            return DkimSigner.sign(content, signing, clock.instant());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't sign for " + domain, e);
        }
    }

    /// The first address in the `From` field; empty when it can't be read, since then nothing is known to be aligned.
    private static Optional<Address> from(Content content) {
        return HeaderField.of(content).stream()
                .filter(field -> field.name().equalsIgnoreCase("From"))
                .findFirst()
                .flatMap(field -> first(field.value(content)));
    }

    private static Optional<Address> first(String text) {
        try {
            return Address.parseList(text).stream().findFirst();
        } catch (SesException e) {
            return Optional.empty();
        }
    }
}
