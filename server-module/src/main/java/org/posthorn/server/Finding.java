package org.posthorn.server;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One thing that `posthorn doctor` looked at.
///
/// @param check what was looked at, in a word or two
/// @param howToMend what the operator can do; empty when all is well
public record Finding(String check, State state, String what, String howToMend) {
    public enum State {
        OK,
        /// It works, and may not for long or not for everyone.
        WARN,
        /// It does not work.
        BAD
    }

    public static Finding ok(String check, String what) {
        return new Finding(check, State.OK, what, "");
    }

    public static Finding warn(String check, String what, String howToMend) {
        return new Finding(check, State.WARN, what, howToMend);
    }

    public static Finding bad(String check, String what, String howToMend) {
        return new Finding(check, State.BAD, what, howToMend);
    }

    public Map<String, String> row() {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("check", check);
        row.put("state", state.name().toLowerCase(Locale.ROOT));
        row.put("what", what);
        row.put("howToMend", howToMend);
        return row;
    }
}
