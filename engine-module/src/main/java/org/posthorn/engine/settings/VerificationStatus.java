package org.posthorn.engine.settings;

/// How far the verification of an identity has come; the constants are the wire words.
public enum VerificationStatus {
    Pending,
    Success,
    Failed,
    TemporaryFailure,
    NotStarted
}
