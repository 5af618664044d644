package org.posthorn.engine.wiring;

/// Who may call, and for which account.
public enum Callers {
    /// Who has a key of an account, for that account.
    BY_KEY,
    /// Whoever calls, for the account that he calls himself.
    ANYBODY
}
