package org.posthorn.engine.send;

import java.util.Optional;

/// That a message is sent for a sending tenant.
///
/// @param name of the tenant
/// @param template the stored one that the message is made of: the tenant must have it
public record TenantUse(String name, Optional<String> template) {}
