package org.posthorn.engine.send;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.engine.Limits;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.mime.Attachment;
import org.posthorn.engine.mime.HeaderSection;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.MimeText;
import org.posthorn.engine.tracking.TrackingOverride;

/// A message in parts.
///
/// @param added the fields that the caller adds
/// @param speakers of the Sender field among them
/// @param heading its subject
record PartsDraft(
        Addressing addressing,
        Body.Parts parts,
        Handling handling,
        Addressees addressees,
        List<MessageHeader> added,
        List<Address> speakers,
        MimeText heading,
        Optional<MimeText> text,
        Optional<MimeText> html)
        implements Draft {
    static PartsDraft of(Email email, Body.Parts parts) {
        Addressees addressees = Addressees.of(email.addressing());
        // Read by others than us in mail that comes composed only; never sent on (SES Developer Guide, "X-headers").
        List<MessageHeader> added = parts.headers().stream()
                .filter(field -> !field.name().toLowerCase(Locale.ROOT).startsWith(RawMessage.CONSUMED_PREFIX))
                .toList();
        HeaderSection.checkAdded(added);
        List<Address> speakers = added.stream()
                .filter(field -> field.is("Sender"))
                .flatMap(field -> Address.parseAuthors(field.value()).stream())
                .toList();
        parts.attachments().forEach(Attachment::check);
        if (parts.attachments().size() > Limits.MIME_PARTS) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Illegal content.");
        }
        return new PartsDraft(
                email.addressing(),
                parts,
                email.handling(),
                addressees,
                added,
                speakers,
                mimeText(parts.subject()),
                parts.text().map(PartsDraft::mimeText),
                parts.html().map(PartsDraft::mimeText));
    }

    /// @param ours fields that stand for the caller's own of the same name
    MimeMail mime(List<MessageHeader> ours) {
        return new MimeMail(
                addressees.source(),
                addressees.to(),
                addressees.cc(),
                addressees.replyTo(),
                heading,
                text,
                html,
                added.stream()
                        .filter(field -> ours.stream().noneMatch(other -> other.is(field.name())))
                        .toList(),
                parts.attachments());
    }

    @Override
    public String source() {
        return addressees.source().original();
    }

    @Override
    public List<Claim> senders() {
        Arns arns = addressing.arns();
        List<Claim> senders = new ArrayList<>(List.of(author()));
        speakers.forEach(address -> senders.add(Claim.of(address, Optional.empty(), arns.source())));
        if (addressees.returnPath().isPresent() || arns.returnPath().isPresent()) {
            senders.add(new Claim(feedbackTo(), arns.returnPath()));
        }
        return senders;
    }

    @Override
    public Claim author() {
        return new Claim(addressees.source(), addressing.arns().source());
    }

    @Override
    public Address feedbackTo() {
        return addressees.returnPath().orElse(addressees.source());
    }

    @Override
    public List<Address> recipients() {
        return addressees.recipients();
    }

    @Override
    public List<MessageTag> tags() {
        return handling.tags();
    }

    @Override
    public Optional<String> configurationSet() {
        return handling.configurationSet();
    }

    @Override
    public Optional<ListUse> list() {
        return handling.list();
    }

    @Override
    public TrackingOverride tracking() {
        return handling.tracking();
    }

    @Override
    public Optional<TenantUse> sendingTenant() {
        return handling.sendingTenant();
    }

    @Override
    public String subject() {
        return heading.data();
    }

    @Override
    public void checkLengths() {
        addressees.checkLengths();
    }

    @Override
    public boolean hasBadContent() {
        return parts.attachments().stream().anyMatch(file -> BadContent.isIn(file.bytes()));
    }

    /// Differs from SES: text without a charset that is not ASCII goes out as UTF-8, where SES promises 7-bit ASCII
    /// only.
    private static MimeText mimeText(Text text) {
        String name = text.charset().filter(charset -> !charset.isBlank()).orElse("UTF-8");
        Charset charset;
        try {
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Unsupported charset: " + name);
        }
        boolean fits = charset.equals(StandardCharsets.UTF_8)
                || (charset.canEncode() && charset.newEncoder().canEncode(text.data()));
        return new MimeText(text.data(), fits ? charset : StandardCharsets.UTF_8);
    }
}
