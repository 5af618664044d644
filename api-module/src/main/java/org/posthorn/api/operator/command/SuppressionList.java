package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.settings.Suppressed;

@Help("Lists the addresses of a suppression list in their order, a page of up to 10,000.")
public final class SuppressionList implements Command<SuppressionList.Request, List<SuppressionList.Entry>> {
    /// @param after the last address of the page before
    public record Request(Optional<String> account, Optional<String> region, Optional<String> after) {}

    /// @param until empty for ever
    public record Entry(String address, String reason, String since, String until) {
        static Entry of(Suppressed entry) {
            return new Entry(
                    entry.address(),
                    entry.reason().name(),
                    entry.since().toString(),
                    entry.until().map(Object::toString).orElse(""));
        }
    }

    private static final int PAGE = 10_000;

    private final org.posthorn.engine.suppression.SuppressionList list;
    private final SuppressionLists lists;

    @Inject
    public SuppressionList(org.posthorn.engine.suppression.SuppressionList list, SuppressionLists lists) {
        this.list = list;
        this.lists = lists;
    }

    @Override
    public List<Entry> perform(Request asked) {
        return list
                .list(lists.find(asked.account(), asked.region()), asked.after().orElse(""), PAGE)
                .stream()
                .map(Entry::of)
                .toList();
    }
}
