package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.suppression.SuppressionList;

@Help("Puts up to 10,000 addresses on a suppression list, for ever; without an account on the global one.")
public final class SuppressionAdd implements Command<SuppressionAdd.Request, SuppressionAdd.Answer> {
    /// @param reason `bounce`, without it too, or `complaint`
    public record Request(
            Optional<String> account, Optional<String> region, Optional<String> reason, List<String> addresses) {}

    public record Answer(int added) {}

    private static final int MOST = 10_000;

    private final SuppressionList list;
    private final SuppressionLists lists;

    @Inject
    public SuppressionAdd(SuppressionList list, SuppressionLists lists) {
        this.list = list;
        this.lists = lists;
    }

    @Override
    public Answer perform(Request asked) {
        Tenant tenant = lists.find(asked.account(), asked.region());
        Suppressed.Reason reason = reason(asked.reason().orElse("bounce"));
        if (asked.addresses().size() > MOST) {
            throw AdminRefusal.wrong("no more than " + MOST + " addresses at a time");
        }
        for (String address : asked.addresses()) {
            list.add(tenant, address, reason, Optional.empty());
        }
        return new Answer(asked.addresses().size());
    }

    private static Suppressed.Reason reason(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "bounce" -> Suppressed.Reason.BOUNCE;
            case "complaint" -> Suppressed.Reason.COMPLAINT;
            default -> throw AdminRefusal.wrong("a reason is bounce or complaint: " + word);
        };
    }
}
