package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.codec.TemplateDataJson;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.send.TemplatedSender;

@Help("Renders a template with some data, and sends nothing.")
public final class TemplateRender implements Command<TemplateRender.Request, TemplateRender.Answer> {
    /// @param data a JSON object as text
    public record Request(String name, String account, Optional<String> region, String data) {}

    /// @param message without its addresses
    public record Answer(String message) {}

    private final TemplatedSender sender;
    private final Tenants tenants;

    @Inject
    public TemplateRender(TemplatedSender sender, Tenants tenants) {
        this.sender = sender;
        this.tenants = tenants;
    }

    @Override
    public Answer perform(Request asked) {
        return new Answer(sender.preview(
                tenants.find(asked.account(), asked.region()),
                asked.name(),
                TemplateDataJson.parse("data", Optional.of(asked.data()))));
    }

    /// 262,144 characters, of which each may be escaped.
    @Override
    public int mostBytes() {
        return 2 << 20;
    }
}
