package org.posthorn.engine.dns;

/// A mail exchanger of a domain (RFC 5321 §5.1).
///
/// @param preference the lower, the sooner it is tried
/// @param exchanger a host name in lower case without the final dot; empty for a null MX (RFC 7505)
public record MxRecord(int preference, String exchanger) {}
