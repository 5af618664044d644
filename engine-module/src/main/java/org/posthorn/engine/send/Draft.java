package org.posthorn.engine.send;

import java.util.List;
import java.util.Optional;
import org.posthorn.engine.mail.Address;
import org.posthorn.engine.mail.ListUse;
import org.posthorn.engine.mail.MessageTag;
import org.posthorn.engine.tracking.TrackingOverride;

/// A message whose structure is sound, with all that admission asks of it; nobody knows yet whether it may be sent.
sealed interface Draft permits PartsDraft, RawMessage {
    /// Reads a message and checks its structure, in SES's order.
    ///
    /// @param operation by which it came
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text
    static Draft of(Email email, String operation) {
        return switch (email.body()) {
            case Body.Parts parts -> PartsDraft.of(email, parts);
            // Over SMTP an envelope sender stands for nothing else.
            case Body.Raw raw -> RawMessage.parse(email, raw.content(), !operation.equals(Sender.SMTP));
        };
    }

    /// The sender as it is told and shown.
    String source();

    /// Everyone who must be verified; the first is the source.
    List<Claim> senders();

    /// The one of [#senders] whose address is the From header's.
    Claim author();

    /// As people read it; empty when there is none.
    String subject();

    Address feedbackTo();

    List<Address> recipients();

    List<MessageTag> tags();

    Optional<String> configurationSet();

    Optional<ListUse> list();

    TrackingOverride tracking();

    Optional<TenantUse> sendingTenant();

    /// Comes after the configuration set, as in SES.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE with SES's text for the first address that is too long
    void checkLengths();

    /// Whether SES takes it and rejects it then.
    boolean hasBadContent();
}
