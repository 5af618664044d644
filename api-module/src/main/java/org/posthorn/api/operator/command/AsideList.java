package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.SetAside;

@Help("Lists what followers of the event log set aside, the oldest 1,000 first: all, or that of a follower.")
public final class AsideList implements Command<AsideList.Request, List<AsideAnswer>> {
    public record Request(Optional<String> follower) {}

    private final SetAside aside;

    @Inject
    public AsideList(SetAside aside) {
        this.aside = aside;
    }

    @Override
    public List<AsideAnswer> perform(Request asked) {
        return aside.list(asked.follower()).stream()
                .limit(Asides.MOST)
                .map(AsideAnswer::of)
                .toList();
    }
}
