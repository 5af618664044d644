package org.posthorn.engine.mime;

import java.util.Locale;

/// Walks over the fields of a header that a stranger wrote, whatever it looks like; unlike [HeaderSection] it refuses
/// nothing. Takes one pass.
public final class LooseHeader {
    private LooseHeader() {}

    /// Takes one field after another.
    @FunctionalInterface
    public interface Visitor {
        /// @param name in lower case; empty for what is no field
        /// @param field all of it, with the lines that it is folded to and their ends
        /// @param value where it begins in the field, behind the colon
        /// @return whether to go on
        boolean field(String name, String field, int value);
    }

    /// @param section a header section, with line ends of any kind
    public static void visit(String section, Visitor visitor) {
        boolean goesOn = true;
        for (int start = 0; goesOn && start < section.length(); ) {
            int end = lineEnd(section, start);
            while (end < section.length() && (section.charAt(end) == ' ' || section.charAt(end) == '\t')) {
                end = lineEnd(section, end);
            }
            String field = section.substring(start, end);
            int colon = field.indexOf(':');
            String name = colon < 0 ? "" : field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            goesOn = visitor.field(name, field, colon + 1);
            start = end;
        }
    }

    private static int lineEnd(String section, int start) {
        int end = section.indexOf('\n', start);
        return end < 0 ? section.length() : end + 1;
    }
}
