package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.suppression.SuppressionList;

@Help("Takes an address off a suppression list.")
public final class SuppressionRemove implements Command<SuppressionRemove.Request, Done> {
    public record Request(Optional<String> account, Optional<String> region, String address) {}

    private final SuppressionList list;
    private final SuppressionLists lists;

    @Inject
    public SuppressionRemove(SuppressionList list, SuppressionLists lists) {
        this.list = list;
        this.lists = lists;
    }

    @Override
    public Done perform(Request asked) {
        if (!list.remove(lists.find(asked.account(), asked.region()), asked.address())) {
            throw AdminRefusal.notFound(
                    "Email address " + asked.address() + " does not exist on your suppression list.");
        }
        return new Done();
    }
}
