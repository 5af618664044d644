package org.posthorn.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.mail.Tenant;
import org.posthorn.engine.policy.Policy;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.RegionPause;
import org.posthorn.engine.settings.Settings;
import org.posthorn.engine.settings.Table;
import org.posthorn.engine.settings.TableName;
import org.posthorn.engine.settings.Tables;

/// The tenants of the installation and their access keys. Safe for use by many threads.
public final class Accounts {
    private static final String ID_FORM = "\\d{12}";
    private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int MOST = 10_000;
    /// The one row of a tenant among the pauses.
    private static final String PAUSE = "sending";

    private final Settings settings;
    private final Table<Account> accounts;
    private final Table<AccessKey> keys;
    private final Table<RegionPause> pauses;
    private final SecretBox secrets;
    private final AccountDefaults defaults;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    // Opened secrets. Expiry bounds how long a key that another machine deleted still works here.
    private final Cache<String, Credential> opened = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    public Accounts(Settings settings, SecretBox secrets, AccountDefaults defaults, InstantSource clock) {
        this.settings = settings;
        this.accounts = settings.table(Tables.ACCOUNTS);
        this.keys = settings.table(Tables.ACCESS_KEYS);
        this.pauses = settings.table(Tables.REGION_PAUSES);
        this.secrets = secrets;
        this.defaults = defaults;
        this.clock = clock;
    }

    /// Creates an account; without an id, a free random one.
    ///
    /// @throws IllegalArgumentException when the id is not twelve digits or is taken
    public Account create(Optional<String> id, String name) {
        String chosen = id.orElseGet(this::freeId);
        if (!chosen.matches(ID_FORM)) {
            throw new IllegalArgumentException("an account id has twelve digits: " + chosen);
        }
        if (find(chosen).isPresent()) {
            throw new IllegalArgumentException("account " + chosen + " exists already");
        }
        return findOrCreate(chosen, name);
    }

    public Optional<Account> find(String id) {
        return accounts.get(Tenant.INSTALLATION, id);
    }

    /// The account of that id, created with the defaults when there is none (dev mode).
    public Account findOrCreate(String id) {
        return find(id).orElseGet(() -> findOrCreate(id, ""));
    }

    public List<Account> list() {
        return accounts.page(Tenant.INSTALLATION, "", MOST).stream()
                .map(Table.Row::value)
                .toList();
    }

    /// @return the changed account; empty when there is none
    public Optional<Account> update(String id, UnaryOperator<Account> change) {
        return accounts.update(Tenant.INSTALLATION, id, account -> account.map(change));
    }

    /// Deletes an account with its keys and all that is set for it, in one batch: on disk when this returns. Reads
    /// every setting of the installation. Mail of its that waits is not looked for, and would still be delivered.
    ///
    /// @return whether there was such an account
    public boolean delete(String id) {
        if (find(id).isEmpty()) {
            return false;
        }
        List<Settings.Change<?>> changes = new ArrayList<>();
        changes.add(new Settings.Change<>(Tables.ACCOUNTS, Tenant.INSTALLATION, id, Optional.empty()));
        changes.add(new Settings.Change<>(Tables.PAUSES, Tenant.INSTALLATION, id, Optional.empty()));
        List<String> gone = new ArrayList<>();
        keys.forEach(row -> {
            if (row.value().accountId().equals(id)) {
                gone.add(row.name());
                changes.addAll(withoutKey(row.name()));
            }
        });
        Tables.ALL.forEach(table -> collect(table, id, changes));
        settings.write(changes);
        gone.forEach(opened::invalidate);
        return true;
    }

    private <T extends Record> void collect(TableName<T> table, String accountId, List<Settings.Change<?>> changes) {
        settings.table(table).forEach(row -> {
            if (row.tenant().accountId().equals(accountId)) {
                changes.add(new Settings.Change<>(table, row.tenant(), row.name(), Optional.empty()));
            }
        });
    }

    /// Whether an account may send in a region: neither the operator has switched it off, nor the account itself there.
    public boolean maySend(Tenant tenant) {
        return find(tenant.accountId()).filter(Account::sendingEnabled).isPresent()
                && pauses.get(tenant, PAUSE).isEmpty();
    }

    /// The regions in which accounts are switched off at their own wish, by account.
    public Map<String, List<String>> pausedRegions() {
        Map<String, List<String>> regions = new HashMap<>();
        pauses.forEach(row -> regions.computeIfAbsent(row.tenant().accountId(), id -> new ArrayList<>())
                .add(row.tenant().region()));
        return regions;
    }

    /// Switches an account off in one region at its own wish, or on again there; what the operator has switched off
    /// stays so. On disk when this returns.
    public void setSending(Tenant tenant, boolean enabled) {
        if (enabled) {
            pauses.delete(tenant, PAUSE);
        } else {
            pauses.put(tenant, PAUSE, new RegionPause(clock.instant()));
        }
    }

    /// Makes a key; the secret is shown here and never again.
    ///
    /// @throws IllegalArgumentException when there is no such account
    public Credential createKey(String accountId) {
        return createKey(accountId, Optional.empty(), Optional.empty());
    }

    /// Makes a key that may do what a policy says.
    ///
    /// @throws IllegalArgumentException when there is no such account
    public Credential createKey(String accountId, Optional<Policy> policy) {
        return createKey(accountId, policy, Optional.empty());
    }

    /// Makes a key that may do what a policy says.
    ///
    /// @param label what operators know it by
    /// @throws IllegalArgumentException when there is no such account
    public Credential createKey(String accountId, Optional<Policy> policy, Optional<String> label) {
        byte[] secret = new byte[30];
        random.nextBytes(secret);
        StringBuilder id = new StringBuilder("AKIA");
        for (int i = 0; i < 16; i++) {
            id.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
        }
        return importKey(
                new Credential(id.toString(), accountId, Base64.getEncoder().encodeToString(secret), policy), label);
    }

    /// Stores a key that was made elsewhere, so that its clients need not change.
    ///
    /// @throws IllegalArgumentException when there is no such account
    public Credential importKey(Credential key) {
        return importKey(key, Optional.empty());
    }

    private Credential importKey(Credential key, Optional<String> label) {
        if (find(key.accountId()).isEmpty()) {
            throw new IllegalArgumentException("there is no account " + key.accountId());
        }
        byte[] sealed =
                secrets.seal(key.secretAccessKey().getBytes(StandardCharsets.UTF_8), purpose(key.accessKeyId()));
        keys.put(
                Tenant.INSTALLATION,
                key.accessKeyId(),
                new AccessKey(key.accessKeyId(), key.accountId(), sealed, clock.instant(), key.policy(), label, false));
        opened.invalidate(key.accessKeyId());
        return key;
    }

    public List<AccessKey> keys() {
        return keys.page(Tenant.INSTALLATION, "", MOST).stream()
                .map(Table.Row::value)
                .toList();
    }

    /// @return the changed key; empty when there is none
    public Optional<AccessKey> updateKey(String accessKeyId, UnaryOperator<AccessKey> change) {
        Optional<AccessKey> changed = keys.update(Tenant.INSTALLATION, accessKeyId, key -> key.map(change));
        opened.invalidate(accessKeyId);
        return changed;
    }

    /// @return whether there was such a key
    public boolean deleteKey(String accessKeyId) {
        boolean deleted = keys.get(Tenant.INSTALLATION, accessKeyId).isPresent();
        settings.write(withoutKey(accessKeyId));
        opened.invalidate(accessKeyId);
        return deleted;
    }

    private static List<Settings.Change<?>> withoutKey(String accessKeyId) {
        return List.of(
                new Settings.Change<>(Tables.ACCESS_KEYS, Tenant.INSTALLATION, accessKeyId, Optional.empty()),
                new Settings.Change<>(Tables.KEY_USES, Tenant.INSTALLATION, accessKeyId, Optional.empty()));
    }

    /// Whether the key's secret can be read: it can't when it was stored under another key file.
    public boolean isUsable(AccessKey key) {
        return opens(secrets, key);
    }

    /// Whether a secret was sealed in this box.
    public static boolean opens(SecretBox secrets, AccessKey key) {
        return secrets.opens(key.sealedSecret(), purpose(key.id()));
    }

    /// The key with its secret, for checking a signature; from memory after the first time. Empty as well for a key
    /// that is switched off, and for one whose secret was lost with the installation's key: both are as good as
    /// deleted.
    public Optional<Credential> credential(String accessKeyId) {
        Credential known = opened.getIfPresent(accessKeyId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Credential> found = keys.get(Tenant.INSTALLATION, accessKeyId)
                .filter(key -> !key.disabled())
                .filter(this::isUsable)
                .map(this::open);
        found.ifPresent(credential -> opened.put(accessKeyId, credential));
        return found;
    }

    private Credential open(AccessKey key) {
        byte[] secret = secrets.open(key.sealedSecret(), purpose(key.id()));
        return new Credential(key.id(), key.accountId(), new String(secret, StandardCharsets.UTF_8), key.policy());
    }

    private Account findOrCreate(String id, String name) {
        return accounts.update(
                        Tenant.INSTALLATION,
                        id,
                        existing -> Optional.of(existing.orElseGet(() -> new Account(
                                id,
                                name,
                                defaults.sandbox(),
                                defaults.max24HourSend(),
                                defaults.maxSendRate(),
                                true,
                                clock.instant()))))
                .orElseThrow();
    }

    private String freeId() {
        for (int tries = 0; tries < 100; tries++) {
            String id = String.valueOf(random.nextLong(100_000_000_000L, 1_000_000_000_000L));
            if (find(id).isEmpty()) {
                return id;
            }
        }
        throw new IllegalStateException("no free account id found");
    }

    private static String purpose(String accessKeyId) {
        return "access-key:" + accessKeyId;
    }
}
