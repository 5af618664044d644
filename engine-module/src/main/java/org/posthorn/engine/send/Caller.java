package org.posthorn.engine.send;

import java.util.Optional;
import org.posthorn.engine.mail.Tenant;

/// Who asks, as authentication found it.
///
/// @param userArn as it stands in AccessDenied texts, such as `arn:aws:iam::123456789012:user/AKIA...`
/// @param sourceIp the peer's address without port
public record Caller(Tenant tenant, String accessKeyId, String userArn, Optional<String> sourceIp) {}
