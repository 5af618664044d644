package org.posthorn.api.v2.sending;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.engine.send.Sender;
import org.posthorn.engine.send.TemplatedSender;

/// Messages that are sent.
public final class SendingArea implements Area {
    private final Sender sender;
    private final TemplatedSender templates;

    @Inject
    SendingArea(Sender sender, TemplatedSender templates) {
        this.sender = sender;
        this.templates = templates;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.sending(SendEmail.Request.class, new SendEmail(sender, templates)),
                Operation.sending(SendBulkEmail.Request.class, new SendBulkEmail(templates)));
    }
}
