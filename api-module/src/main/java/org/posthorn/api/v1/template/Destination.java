package org.posthorn.api.v1.template;

import java.util.List;

/// The recipients of one message, as the caller wrote them.
record Destination(List<String> toAddresses, List<String> ccAddresses, List<String> bccAddresses) {}
