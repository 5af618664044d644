package org.posthorn.api.v2.sending;

import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.send.Body;

/// What a message says, in one of three ways.
record EmailContent(Optional<Message> simple, Optional<RawMessage> raw, Optional<Template> template) {
    /// A message that is composed already.
    record RawMessage(byte[] data) {}

    /// The texts are a guess: no answer of SES was seen.
    ///
    /// @throws SesException INVALID_PARAMETER_VALUE unless it is exactly one
    void checkKind() {
        long kinds =
                Stream.of(simple, raw, template).filter(Optional::isPresent).count();
        if (kinds != 1) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    kinds == 0
                            ? "Content must have one of Simple, Raw and Template."
                            : "Content can only have one of Simple, Raw and Template.");
        }
    }

    /// Without the texts, where a template gives them.
    Body toBody() {
        return simple.map(Message::toBody)
                .or(() -> raw.map(message -> new Body.Raw(new Content(message.data()))))
                .or(() -> template.map(Template::toBody))
                .orElseThrow();
    }
}
