package org.posthorn.cli;

import java.util.Locale;

/// What can be on or off.
enum Switch {
    ON,
    OFF;

    /// As it is written.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
