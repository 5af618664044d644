package org.posthorn.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.config.HostPort;
import org.posthorn.config.PosthornConfig;
import org.posthorn.receiving.check.Scanners;
import org.posthorn.server.Finding;
import org.posthorn.server.ServerModule;

/// What `posthorn doctor` says of the scanners for spam and viruses: whether those that are configured answer.
public final class ScannerChecks {
    private ScannerChecks() {}

    /// Nothing when none is configured.
    public static List<Finding> findings(PosthornConfig config) {
        PosthornConfig.Receiving receiving = config.receiving();
        List<Finding> findings = new ArrayList<>();
        new Scanners(
                        receiving.rspamd().map(ServerModule::address),
                        receiving.clamd().map(ServerModule::address))
                .faults()
                .forEach((name, fault) -> findings.add(finding(name, address(receiving, name), fault)));
        return findings;
    }

    private static String address(PosthornConfig.Receiving receiving, String name) {
        return (name.equals("rspamd") ? receiving.rspamd() : receiving.clamd())
                .map(HostPort::toString)
                .orElse("");
    }

    /// No more than a warning: mail is taken without them.
    private static Finding finding(String name, String address, Optional<String> fault) {
        String what = name + " at " + address;
        return fault.map(why -> Finding.warn(
                        "scanners",
                        what + " does not answer: " + why,
                        "look at receiving." + name + " and at its log; until then its verdict is PROCESSING_FAILED"))
                .orElseGet(() -> Finding.ok("scanners", what + " answers"));
    }
}
