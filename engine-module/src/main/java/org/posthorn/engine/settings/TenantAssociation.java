package org.posthorn.engine.settings;

import java.time.Instant;

/// That a sending tenant may use a resource.
///
/// @param resource its type and name, as its ARN ends
public record TenantAssociation(String sendingTenant, String resource, Instant since) {}
