package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.CONFLICT;
import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.posthorn.api.codec.PolicyJson;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.identity.Credential;
import org.posthorn.engine.identity.Identities;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.policy.PolicyReader;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Identity;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.Tables;

/// What the command line can ask of a running server: one method per command, records in, records out.
public final class AdminCommands {
    static final String DEFAULT_REGION = "us-east-1";
    private static final int MOST_LISTED = 10_000;

    private final Accounts accounts;
    private final Identities identities;
    private final Table<Identity> allIdentities;
    private final QueueCommands queue;
    private final BiFunction<String, String, String> smtpPassword;

    /// @param smtpPassword the SMTP password of a secret access key in a region
    public AdminCommands(
            Accounts accounts,
            Identities identities,
            Settings settings,
            QueueCommands queue,
            BiFunction<String, String, String> smtpPassword) {
        this.accounts = accounts;
        this.identities = identities;
        this.allIdentities = settings.table(Tables.IDENTITIES);
        this.queue = queue;
        this.smtpPassword = smtpPassword;
    }

    /// The commands by the last two words of their path.
    Map<String, Command<?>> table() {
        Map<String, Command<?>> commands = new HashMap<>(queue.table());
        commands.putAll(Map.ofEntries(
                Map.entry("account/create", new Command<>(AccountCreate.class, this::createAccount)),
                Map.entry("account/list", new Command<>(Nothing.class, this::listAccounts)),
                Map.entry("account/update", new Command<>(AccountUpdate.class, this::updateAccount)),
                Map.entry("key/create", new Command<>(KeyCreate.class, this::createKey)),
                Map.entry("key/list", new Command<>(KeyList.class, this::listKeys)),
                Map.entry("key/delete", new Command<>(KeyDelete.class, this::deleteKey)),
                Map.entry("identity/verify", new Command<>(IdentityVerify.class, this::verifyIdentity)),
                Map.entry("identity/list", new Command<>(IdentityList.class, this::listIdentities))));
        return commands;
    }

    record AccountCreate(Optional<String> id, Optional<String> name) {}

    private AccountJson createAccount(AccountCreate asked) {
        if (asked.id().flatMap(accounts::find).isPresent()) {
            throw new AdminRefusal(CONFLICT, "account " + asked.id().get() + " exists already");
        }
        return AccountJson.of(accounts.create(asked.id(), asked.name().orElse("")));
    }

    private List<AccountJson> listAccounts(Nothing asked) {
        return accounts.list().stream().map(AccountJson::of).toList();
    }

    record AccountUpdate(
            Optional<String> id,
            Optional<String> name,
            Optional<Boolean> sandbox,
            Optional<Double> max24HourSend,
            Optional<Double> maxSendRate,
            Optional<Boolean> sendingEnabled) {}

    private AccountJson updateAccount(AccountUpdate asked) {
        String id = required("id", asked.id());
        checkQuota("max24HourSend", asked.max24HourSend());
        checkQuota("maxSendRate", asked.maxSendRate());
        return accounts.update(
                        id,
                        account -> new Account(
                                account.id(),
                                asked.name().orElse(account.name()),
                                asked.sandbox().orElse(account.sandbox()),
                                asked.max24HourSend().orElse(account.max24HourSend()),
                                asked.maxSendRate().orElse(account.maxSendRate()),
                                asked.sendingEnabled().orElse(account.sendingEnabled()),
                                account.createdAt()))
                .map(AccountJson::of)
                .orElseThrow(() -> noAccount(id));
    }

    record KeyCreate(Optional<String> account, Optional<String> region, Optional<String> policy) {}

    private NewKeyJson createKey(KeyCreate asked) {
        String account = existing(accounts, asked.account());
        Credential key = accounts.createKey(account, asked.policy().map(AdminCommands::policy));
        return new NewKeyJson(
                account,
                key.accessKeyId(),
                key.secretAccessKey(),
                key.accessKeyId(),
                smtpPassword.apply(key.secretAccessKey(), asked.region().orElse(DEFAULT_REGION)));
    }

    private static Policy policy(String json) {
        try {
            return PolicyJson.read(json, PolicyReader.ofKey());
        } catch (SesException e) {
            throw new AdminRefusal(WRONG, e.getMessage());
        }
    }

    record KeyList(Optional<String> account) {}

    private List<KeyJson> listKeys(KeyList asked) {
        return accounts.keys().stream()
                .filter(key ->
                        asked.account().filter(a -> !a.equals(key.accountId())).isEmpty())
                .map(key -> new KeyJson(
                        key.accountId(),
                        key.id(),
                        key.createdAt().toString(),
                        key.policy().map(Policy::json).orElse(""),
                        accounts.isUsable(key)))
                .toList();
    }

    record KeyDelete(Optional<String> keyId) {}

    private Nothing deleteKey(KeyDelete asked) {
        String id = required("keyId", asked.keyId());
        if (!accounts.deleteKey(id)) {
            throw new AdminRefusal(NOT_FOUND, "there is no key " + id);
        }
        return new Nothing();
    }

    record IdentityVerify(Optional<String> name, Optional<String> account, Optional<String> region) {}

    private IdentityJson verifyIdentity(IdentityVerify asked) {
        String name = required("name", asked.name());
        Tenant tenant = tenant(accounts, asked.account(), asked.region());
        return IdentityJson.of(tenant, identities.vouch(tenant, name));
    }

    record IdentityList(Optional<String> account, Optional<String> region) {}

    private List<IdentityJson> listIdentities(IdentityList asked) {
        return allIdentities.scan(Optional.empty(), MOST_LISTED).stream()
                .filter(row -> asked.account()
                        .filter(a -> !a.equals(row.tenant().accountId()))
                        .isEmpty())
                .filter(row -> asked.region()
                        .filter(r -> !r.equals(row.tenant().region()))
                        .isEmpty())
                .map(row -> IdentityJson.of(row.tenant(), row.value()))
                .toList();
    }

    /// An account that is there, in the region that was given or the standard one.
    static Tenant tenant(Accounts accounts, Optional<String> account, Optional<String> region) {
        return new Tenant(existing(accounts, account), region.orElse(DEFAULT_REGION));
    }

    private static String existing(Accounts accounts, Optional<String> account) {
        String id = required("account", account);
        if (accounts.find(id).isEmpty()) {
            throw noAccount(id);
        }
        return id;
    }

    private static AdminRefusal noAccount(String id) {
        return new AdminRefusal(NOT_FOUND, "there is no account " + id);
    }

    static String required(String name, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new AdminRefusal(WRONG, "\"" + name + "\" is required"));
    }

    /// Whole or fractional, -1 for unlimited.
    private static void checkQuota(String name, Optional<Double> value) {
        if (value.filter(v -> !(v >= 0 || v == -1) || v.isInfinite()).isPresent()) {
            throw new AdminRefusal(WRONG, "\"" + name + "\" must be zero or more, or -1 for unlimited");
        }
    }

    record AccountJson(
            String id, String name, boolean sandbox, double max24HourSend, double maxSendRate, boolean sendingEnabled) {
        static AccountJson of(Account account) {
            return new AccountJson(
                    account.id(),
                    account.name(),
                    account.sandbox(),
                    account.max24HourSend(),
                    account.maxSendRate(),
                    account.sendingEnabled());
        }
    }

    record NewKeyJson(
            String accountId, String accessKeyId, String secretAccessKey, String smtpUsername, String smtpPassword) {}

    /// @param policy empty for a key that may do everything
    /// @param usable false when its secret was lost with the installation's key
    record KeyJson(String accountId, String accessKeyId, String createdAt, String policy, boolean usable) {}

    record IdentityJson(String accountId, String region, String name, String type, String status) {
        static IdentityJson of(Tenant tenant, Identity identity) {
            return new IdentityJson(
                    tenant.accountId(),
                    tenant.region(),
                    identity.name(),
                    identity.type().name(),
                    identity.status().name());
        }
    }
}
