package org.posthorn.engine.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.Mail;

/// A message for some of its recipients, ready for the wire but for its last form.
///
/// The signer is applied to the bytes that go out: lines ended by CRLF, converted to 7 bit for a peer that takes no
/// more. It may put header fields in front, such as a DKIM signature. Each form is signed once, however many
/// connections and hosts are tried. Safe for use by many threads when the signer is.
///
/// @param recipients addresses, at least one
/// @param content as it was queued
/// @param signer identity when nothing is to be signed
public record Parcel(Mail mail, List<String> recipients, Content content, UnaryOperator<Content> signer) {
    public Parcel {
        recipients = List.copyOf(recipients);
        signer = signer instanceof SignedOnce ? signer : new SignedOnce(signer);
    }

    /// All due recipients of a lease, nothing signed.
    public static Parcel of(Lease lease) {
        return new Parcel(lease.mail(), lease.addresses(), lease.content(), UnaryOperator.identity());
    }

    /// The content as it was queued, signed.
    public Content signed() {
        return signer.apply(content);
    }

    /// Remembers what it has signed. There are at most two forms of a message, 8 bit and 7 bit.
    private static final class SignedOnce implements UnaryOperator<Content> {
        private record Form(Content unsigned, Content signed) {}

        private final UnaryOperator<Content> signer;
        private final List<Form> forms = new ArrayList<>(2);

        SignedOnce(UnaryOperator<Content> signer) {
            this.signer = signer;
        }

        @Override
        public synchronized Content apply(Content unsigned) {
            for (Form form : forms) {
                if (Arrays.equals(form.unsigned().bytes(), unsigned.bytes())) {
                    return form.signed();
                }
            }
            Content signed = signer.apply(unsigned);
            forms.add(new Form(unsigned, signed));
            return signed;
        }
    }
}
