package org.posthorn.api.operator.command;

import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.settings.Unanswered;

/// What was set aside and commands are about.
final class Asides {
    static final int MOST = 1_000;
    private static final int NUMBER_DIGITS = 18;

    private Asides() {}

    static List<Unanswered> find(SetAside aside, List<String> ids) {
        if (ids.size() > MOST) {
            throw AdminRefusal.wrong("no more than " + MOST + " at a time");
        }
        return ids.stream().distinct().map(id -> find(aside, id)).toList();
    }

    /// @param id such as `publisher-17`
    static Unanswered find(SetAside aside, String id) {
        int dash = id.lastIndexOf('-');
        return Optional.of(id.substring(dash + 1))
                .filter(number -> dash > 0 && isNumber(number))
                .flatMap(number -> aside.find(id.substring(0, dash), Long.parseLong(number)))
                .orElseThrow(() -> AdminRefusal.notFound("nothing is set aside as " + id));
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= NUMBER_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
