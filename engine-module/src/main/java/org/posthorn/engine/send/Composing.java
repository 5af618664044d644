package org.posthorn.engine.send;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.posthorn.engine.contact.Unsubscription;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.mail.MessageHeader;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.engine.mail.ReturnPath;
import org.posthorn.engine.mime.MimeComposer;
import org.posthorn.engine.mime.MimeMail;
import org.posthorn.engine.mime.TextParts;
import org.posthorn.engine.tracking.Tracking;

/// Makes an admitted message the bytes that go out, by one list of steps for all ways in: Feedback-ID, the ways out
/// of a contact list, tracking. Each adds fields, which stand for the sender's own of the same name, or changes the
/// texts; then a message in parts is composed, and one that came composed is edited. Safe for use by many threads.
@Singleton
final class Composing {
    private interface Step {
        void plan(Draft draft, Admitted admitted, MessageId id, Edits edits);
    }

    /// What the steps want, in their order.
    private record Edits(
            List<MessageHeader> fields, List<UnaryOperator<String>> ofHtml, List<UnaryOperator<String>> ofTexts) {
        Edits() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        static UnaryOperator<String> all(List<UnaryOperator<String>> changes) {
            return text -> {
                String changed = text;
                for (UnaryOperator<String> change : changes) {
                    changed = change.apply(changed);
                }
                return changed;
            };
        }
    }

    private final MimeComposer composer;
    private final ReturnPath returnPath;
    private final Tracking tracking;
    private final Unsubscription unsubscription;
    private final List<Step> steps = List.of(this::feedbackId, this::waysOut, this::tracked);

    @Inject
    Composing(MimeComposer composer, ReturnPath returnPath, Tracking tracking, Unsubscription unsubscription) {
        this.composer = composer;
        this.returnPath = returnPath;
        this.tracking = tracking;
        this.unsubscription = unsubscription;
    }

    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE for a message in parts that is too large
    Content compose(Draft draft, Admitted admitted, MessageId id, Instant now) {
        Edits edits = new Edits();
        steps.forEach(step -> step.plan(draft, admitted, id, edits));
        return switch (draft) {
            case PartsDraft parts -> compose(parts, edits, id, now);
            case RawMessage raw -> edit(raw, edits, id, now);
        };
    }

    private Content compose(PartsDraft draft, Edits edits, MessageId id, Instant now) {
        int limit = draft.handling().sizeLimitBytes();
        MimeMail mime = draft.mime(edits.fields());
        // What is too large already is not made larger first.
        Structure.checkSize(mime.leastBytes(), limit);
        UnaryOperator<String> ofText = Edits.all(edits.ofTexts());
        UnaryOperator<String> ofHtml = Edits.all(edits.ofHtml());
        Content content =
                composer.compose(id, now, mime.with(ofText, html -> ofText.apply(ofHtml.apply(html))), edits.fields());
        Structure.checkSize(content.sizeBytes(), limit);
        return content;
    }

    private Content edit(RawMessage draft, Edits edits, MessageId id, Instant now) {
        Content content = draft.outgoing(composer.messageIdHeader(id), MimeComposer.dateHeader(now), edits.fields());
        if (!edits.ofHtml().isEmpty()) {
            content = TextParts.rewriteHtml(content, Edits.all(edits.ofHtml()));
        }
        if (!edits.ofTexts().isEmpty()) {
            content = TextParts.rewrite(content, Edits.all(edits.ofTexts()));
        }
        return content;
    }

    private void feedbackId(Draft draft, Admitted admitted, MessageId id, Edits edits) {
        FeedbackId.of(admitted.tags(), admitted.caller().tenant().region())
                .ifPresent(value -> edits.fields().add(new MessageHeader(FeedbackId.NAME, value)));
    }

    /// The link in the texts is put in behind tracking: to leave a list is no click.
    private void waysOut(Draft draft, Admitted admitted, MessageId id, Edits edits) {
        draft.list().ifPresent(use -> {
            String url = unsubscription.url(new Unsubscription.Member(
                    admitted.caller().tenant(),
                    use,
                    id,
                    admitted.recipients().getFirst().bare()));
            edits.fields().addAll(Unsubscription.fields(url, returnPath.addressOf(id, admitted.mailFrom())));
            edits.ofTexts().add(text -> text.replace(Unsubscription.PLACEHOLDER, url));
        });
    }

    private void tracked(Draft draft, Admitted admitted, MessageId id, Edits edits) {
        tracking.change(id, admitted.set(), draft.tracking()).ifPresent(edits.ofHtml()::add);
    }
}
