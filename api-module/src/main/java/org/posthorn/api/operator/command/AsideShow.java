package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.SetAside;

@Help("Tells one thing that was set aside.")
public final class AsideShow implements Command<AsideShow.Request, AsideAnswer> {
    public record Request(String id) {}

    private final SetAside aside;

    @Inject
    public AsideShow(SetAside aside) {
        this.aside = aside;
    }

    @Override
    public AsideAnswer perform(Request asked) {
        return AsideAnswer.of(Asides.find(aside, asked.id()));
    }
}
