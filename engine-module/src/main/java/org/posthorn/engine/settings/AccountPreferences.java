package org.posthorn.engine.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an account has said of itself in a region; where it has said nothing, there is nothing.
///
/// @param autoWarmup whether its new source addresses start with little mail
public record AccountPreferences(Optional<Details> details, Optional<Vdm> vdm, Optional<Boolean> autoWarmup) {
    public static final AccountPreferences NONE =
            new AccountPreferences(Optional.empty(), Optional.empty(), Optional.empty());

    /// Who writes what to whom, and whether that is to be reviewed.
    ///
    /// @param mailType and `contactLanguage` in SES's words
    /// @param reviewAskedAt when it asked to leave the sandbox
    public record Details(
            String mailType,
            String websiteUrl,
            Optional<String> contactLanguage,
            Optional<String> useCase,
            List<String> contacts,
            Optional<Instant> reviewAskedAt) {
        public Details {
            contacts = List.copyOf(contacts);
        }
    }

    /// The Virtual Deliverability Manager's switches; those within are empty where nothing was said.
    public record Vdm(boolean enabled, Optional<Boolean> engagement, Optional<Boolean> optimizedDelivery) {}

    public AccountPreferences withDetails(Details details) {
        return new AccountPreferences(Optional.of(details), vdm, autoWarmup);
    }

    public AccountPreferences withVdm(Vdm vdm) {
        return new AccountPreferences(details, Optional.of(vdm), autoWarmup);
    }

    public AccountPreferences withAutoWarmup(boolean on) {
        return new AccountPreferences(details, vdm, Optional.of(on));
    }
}
