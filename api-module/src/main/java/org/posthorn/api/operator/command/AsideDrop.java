package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.SetAside;

@Help("Forgets what was set aside; it will not be done.")
public final class AsideDrop implements Command<AsideDrop.Request, AsideDrop.Answer> {
    public record Request(List<String> ids) {}

    public record Answer(int dropped) {}

    private final SetAside aside;

    @Inject
    public AsideDrop(SetAside aside) {
        this.aside = aside;
    }

    @Override
    public Answer perform(Request asked) {
        return new Answer(Math.toIntExact(Asides.find(aside, asked.ids()).stream()
                .filter(one -> aside.drop(one.follower(), one.number()))
                .count()));
    }
}
