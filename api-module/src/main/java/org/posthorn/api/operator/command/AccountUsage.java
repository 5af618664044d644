package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.api.operator.Tenants;
import org.posthorn.engine.Limits;
import org.posthorn.engine.account.SendQuota;
import org.posthorn.engine.delivery.MailQueue;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.KeyUses;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Tables;

@Help("Tells what each account has sent in the last 24 hours, what of its mail waits, and what it has.")
public final class AccountUsage implements Command<AccountUsage.Request, List<AccountUsage.Usage>> {
    /// @param id only this account
    public record Request(Optional<String> id) {}

    /// @param sentLast24Hours recipients, as they count for the quota
    /// @param max24HourSend recipients; -1 for unlimited
    /// @param queued messages that have not ended
    /// @param refused messages for which the queue had no room, since the start
    /// @param identities in all regions
    /// @param pausedIn regions in which its sending is switched off
    /// @param lastKeyUse when any of its keys was last used; empty when none ever was
    public record Usage(
            String id,
            String name,
            double sentLast24Hours,
            double max24HourSend,
            long queued,
            long refused,
            int identities,
            int keys,
            Optional<String> lastKeyUse,
            boolean sendingEnabled,
            List<String> pausedIn) {}

    private final Accounts accounts;
    private final KeyUses uses;
    private final SendQuota quota;
    private final Settings settings;
    private final MailQueue queue;

    @Inject
    public AccountUsage(Accounts accounts, KeyUses uses, SendQuota quota, Settings settings, MailQueue queue) {
        this.accounts = accounts;
        this.uses = uses;
        this.quota = quota;
        this.settings = settings;
        this.queue = queue;
    }

    @Override
    public List<Usage> perform(Request asked) {
        Map<String, MailQueue.AccountDepth> depths = new HashMap<>();
        queue.accounts(Integer.MAX_VALUE).forEach(depth -> depths.put(depth.accountId(), depth));
        Map<String, List<AccessKey>> keys =
                accounts.keys().stream().collect(Collectors.groupingBy(AccessKey::accountId));
        Map<String, List<String>> paused = accounts.pausedRegions();
        List<Account> all = asked.id().isEmpty()
                ? accounts.list()
                : List.of(accounts.find(asked.id().get())
                        .orElseThrow(() -> Tenants.unknown(asked.id().get())));
        return all.stream()
                .map(account -> usage(
                        account,
                        Optional.ofNullable(depths.get(account.id())),
                        keys.getOrDefault(account.id(), List.of()),
                        paused.getOrDefault(account.id(), List.of())))
                .toList();
    }

    private Usage usage(
            Account account, Optional<MailQueue.AccountDepth> depth, List<AccessKey> keys, List<String> paused) {
        return new Usage(
                account.id(),
                account.name(),
                quota.sentLast24Hours(account.id()),
                account.max24HourSend(),
                depth.map(MailQueue.AccountDepth::queued).orElse(0L),
                depth.map(MailQueue.AccountDepth::refused).orElse(0L),
                settings.table(Tables.IDENTITIES).count(account.id(), Limits.IDENTITIES),
                keys.size(),
                keys.stream()
                        .flatMap(key -> uses.last(key.id()).stream())
                        .max(Comparator.naturalOrder())
                        .map(Instant::toString),
                account.sendingEnabled(),
                paused);
    }
}
