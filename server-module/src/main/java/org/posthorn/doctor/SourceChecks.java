package org.posthorn.doctor;

import java.util.List;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.dedicatedip.SourceAddress;
import org.posthorn.server.Finding;
import org.posthorn.server.SourceBinding;

/// What `posthorn doctor` says of the addresses that mail leaves from.
public final class SourceChecks {
    private static final String CHECK = "delivery.source_addresses";

    private SourceChecks() {}

    /// One for each address.
    public static List<Finding> findings(PosthornConfig config) {
        return SourceBinding.addresses(config).stream()
                .map(SourceChecks::finding)
                .toList();
    }

    private static Finding finding(SourceAddress source) {
        String whose = source.accountId().map(id -> " of account " + id).orElse("");
        return SourceBinding.fault(source)
                .map(fault -> Finding.bad(
                        CHECK, fault, "give the machine that address (ip addr add), or take it out of " + CHECK))
                .orElseGet(() -> Finding.ok(
                        CHECK,
                        "mail" + whose + " can leave from " + source.address().getHostAddress()));
    }
}
