package org.posthorn.engine.identity;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.posthorn.engine.settings.AccessKey;
import org.posthorn.engine.settings.Account;
import org.posthorn.engine.settings.Settings;

/// The tenants of the installation and their access keys.
public final class Accounts {
    public Accounts(Settings settings, SecretBox secrets, AccountDefaults defaults, InstantSource clock) {}

    /// Creates an account; without an id, a free random one.
    ///
    /// @throws IllegalArgumentException when the id is not twelve digits or is taken
    public Account create(Optional<String> id, String name) {
        throw new UnsupportedOperationException();
    }

    public Optional<Account> find(String id) {
        throw new UnsupportedOperationException();
    }

    /// The account of that id, created with the defaults when there is none (dev mode).
    public Account findOrCreate(String id) {
        throw new UnsupportedOperationException();
    }

    public List<Account> list() {
        throw new UnsupportedOperationException();
    }

    /// @return the changed account; empty when there is none
    public Optional<Account> update(String id, UnaryOperator<Account> change) {
        throw new UnsupportedOperationException();
    }

    /// Makes a key; the secret is shown here and never again.
    ///
    /// @throws IllegalArgumentException when there is no such account
    public Credential createKey(String accountId) {
        throw new UnsupportedOperationException();
    }

    public List<AccessKey> keys() {
        throw new UnsupportedOperationException();
    }

    /// @return whether there was such a key
    public boolean deleteKey(String accessKeyId) {
        throw new UnsupportedOperationException();
    }

    /// The key with its secret, for checking a signature; from memory after the first time.
    public Optional<Credential> credential(String accessKeyId) {
        throw new UnsupportedOperationException();
    }
}
