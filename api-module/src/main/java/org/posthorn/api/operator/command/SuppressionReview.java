package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.event.EventLog;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.suppression.SuppressionList;

@Help("Lists up to 10,000 suppressed addresses that are there for a bounce that was not the address's fault, as earlier"
        + " versions put them, and takes them off when asked to; without an account of all lists.")
public final class SuppressionReview implements Command<SuppressionReview.Request, List<SuppressionReview.Wrong>> {
    public record Request(Optional<String> account, Optional<String> region, Optional<Boolean> remove) {}

    /// @param account empty for the global list
    public record Wrong(
            String address, String account, String region, String since, String reason, String said, boolean removed) {}

    private static final int MOST = 10_000;

    private final SuppressionList list;
    private final SuppressionLists lists;
    private final org.posthorn.engine.suppression.SuppressionReview review;

    @Inject
    public SuppressionReview(SuppressionList list, SuppressionLists lists, EventLog events, MailQueue queue) {
        this.list = list;
        this.lists = lists;
        this.review = new org.posthorn.engine.suppression.SuppressionReview(list, events, queue);
    }

    @Override
    public List<Wrong> perform(Request asked) {
        Optional<Tenant> of = asked.account().map(id -> lists.find(asked.account(), asked.region()));
        boolean remove = asked.remove().orElse(false);
        return review.find(of, MOST).stream()
                .map(wrong -> {
                    boolean global = wrong.tenant().equals(SuppressionList.GLOBAL);
                    return new Wrong(
                            wrong.entry().address(),
                            global ? "" : wrong.tenant().accountId(),
                            global ? "" : wrong.tenant().region(),
                            wrong.entry().since().toString(),
                            wrong.cause().rejudged().name(),
                            wrong.cause().diagnosticCode(),
                            remove && list.remove(wrong.tenant(), wrong.entry().address()));
                })
                .toList();
    }
}
