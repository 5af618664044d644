package org.posthorn.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The addresses that a running server listens on, as `host:port`.
public record Endpoints(
        String api,
        String submission,
        Optional<String> submissionTls,
        String inbound,
        String admin,
        Optional<String> metrics) {

    /// In the order in which they are shown.
    Map<String, String> byName() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("api", api);
        all.put("submission", submission);
        submissionTls.ifPresent(address -> all.put("submissionTls", address));
        all.put("inbound", inbound);
        all.put("admin", admin);
        metrics.ifPresent(address -> all.put("metrics", address));
        return all;
    }
}
