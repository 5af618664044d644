package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.settings.Suppressed;
import org.posthorn.engine.settings.Suppressed.Reason;
import org.posthorn.engine.suppression.SuppressionList;
import org.posthorn.engine.suppression.SuppressionReview;

/// The commands about suppression lists. Without an account they are about the global list.
public final class SuppressionCommands {
    private static final int PAGE = 10_000;
    private static final int MOST_ADDED = 10_000;

    private final SuppressionList list;
    private final SuppressionReview review;
    private final Accounts accounts;

    public SuppressionCommands(SuppressionList list, SuppressionReview review, Accounts accounts) {
        this.list = list;
        this.review = review;
        this.accounts = accounts;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "suppression/list", new Command<>(Page.class, this::list),
                "suppression/review", new Command<>(Review.class, this::review),
                "suppression/add", new Command<>(Add.class, this::add),
                "suppression/remove", new Command<>(Remove.class, this::remove));
    }

    /// @param after the last address of the page before
    record Page(Optional<String> account, Optional<String> region, Optional<String> after) {}

    record EntryJson(String address, String reason, String since, String until) {
        static EntryJson of(Suppressed entry) {
            return new EntryJson(
                    entry.address(),
                    entry.reason().name(),
                    entry.since().toString(),
                    entry.until().map(Object::toString).orElse(""));
        }
    }

    private List<EntryJson> list(Page asked) {
        return list.list(tenant(asked.account(), asked.region()), asked.after().orElse(""), PAGE).stream()
                .map(EntryJson::of)
                .toList();
    }

    /// @param account without it, every list is looked through
    record Review(Optional<String> account, Optional<String> region, Optional<Boolean> remove) {}

    /// @param account empty for the global list
    record WrongJson(
            String address, String account, String region, String since, String reason, String said, boolean removed) {}

    private List<WrongJson> review(Review asked) {
        Optional<Tenant> of = asked.account().map(id -> tenant(asked.account(), asked.region()));
        boolean remove = asked.remove().orElse(false);
        return review.find(of, PAGE).stream()
                .map(wrong -> {
                    boolean global = wrong.tenant().equals(SuppressionList.GLOBAL);
                    return new WrongJson(
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

    /// @param addresses up to 10,000
    record Add(Optional<String> account, Optional<String> region, Optional<String> reason, List<String> addresses) {}

    record AddedJson(int added) {}

    private AddedJson add(Add asked) {
        Tenant tenant = tenant(asked.account(), asked.region());
        Reason reason = reason(asked.reason().orElse("bounce"));
        if (asked.addresses().size() > MOST_ADDED) {
            throw new AdminRefusal(WRONG, "no more than " + MOST_ADDED + " addresses at a time");
        }
        for (String address : asked.addresses()) {
            try {
                list.add(tenant, address, reason, Optional.empty());
            } catch (SesException e) {
                throw new AdminRefusal(WRONG, e.getMessage());
            }
        }
        return new AddedJson(asked.addresses().size());
    }

    private static Reason reason(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "bounce" -> Reason.BOUNCE;
            case "complaint" -> Reason.COMPLAINT;
            default -> throw new AdminRefusal(WRONG, "a reason is bounce or complaint: " + word);
        };
    }

    record Remove(Optional<String> account, Optional<String> region, Optional<String> address) {}

    private Nothing remove(Remove asked) {
        String address = AdminCommands.required("address", asked.address());
        if (!list.remove(tenant(asked.account(), asked.region()), address)) {
            throw new AdminRefusal(NOT_FOUND, "Email address " + address + " does not exist on your suppression list.");
        }
        return new Nothing();
    }

    private Tenant tenant(Optional<String> account, Optional<String> region) {
        return account.isEmpty() ? SuppressionList.GLOBAL : AdminCommands.tenant(accounts, account, region);
    }
}
