package org.posthorn.engine.identity;

/// An access key with its secret in the clear: never stored, never logged.
public record Credential(String accessKeyId, String accountId, String secretAccessKey) {
    @Override
    public String toString() {
        return "Credential[" + accessKeyId + " of " + accountId + "]";
    }
}
