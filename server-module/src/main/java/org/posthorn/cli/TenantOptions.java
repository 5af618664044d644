package org.posthorn.cli;

import java.util.Optional;
import org.posthorn.engine.mail.Regions;
import picocli.CommandLine.Option;

/// The options that say of which account, in which region, a thing is.
final class TenantOptions {
    @Option(names = "--account", paramLabel = "ID", required = true, description = "The account it is of.")
    private String account = "";

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = Regions.STANDARD,
            description = "The region it is in (default: ${DEFAULT-VALUE}).")
    private String region = Regions.STANDARD;

    String account() {
        return account;
    }

    Optional<String> region() {
        return Optional.of(region);
    }
}
