package org.posthorn.smtp.client;

/// What DNS says of a server's certificate (RFC 6698 §2.1).
///
/// @param usage 2 for a trust anchor, 3 for the server's own certificate; others are not used for SMTP (RFC 7672 §3.1)
/// @param selector 0 for the whole certificate, 1 for its public key
/// @param matchingType 0 for the bytes themselves, 1 for their SHA-256, 2 for their SHA-512
public record TlsaRecord(int usage, int selector, int matchingType, byte[] data) {}
