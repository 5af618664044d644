package org.posthorn.dist;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// One thing that `posthorn doctor` looked at.
///
/// @param check what was looked at, in a word or two
/// @param howToMend what the operator can do; empty when all is well
record Finding(String check, State state, String what, String howToMend) {
    enum State {
        OK,
        /// It works, and may not for long or not for everyone.
        WARN,
        /// It does not work.
        BAD
    }

    static Finding ok(String check, String what) {
        return new Finding(check, State.OK, what, "");
    }

    static Finding warn(String check, String what, String howToMend) {
        return new Finding(check, State.WARN, what, howToMend);
    }

    static Finding bad(String check, String what, String howToMend) {
        return new Finding(check, State.BAD, what, howToMend);
    }

    Map<String, String> row() {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("check", check);
        row.put("state", state.name().toLowerCase(Locale.ROOT));
        row.put("what", what);
        row.put("howToMend", howToMend);
        return row;
    }
}
