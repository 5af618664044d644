package org.posthorn.api.v1;

import java.util.List;

/// The recipients of one message, as the caller wrote them. The word is SES's: elsewhere a destination is where mail goes.
public record Destination(List<String> toAddresses, List<String> ccAddresses, List<String> bccAddresses) {}
