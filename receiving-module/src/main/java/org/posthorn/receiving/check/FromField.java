package org.posthorn.receiving.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whom a message says it is from (RFC 5322 §3.6.2). Read once, forward; what could be read in two ways is not well
/// formed, since a reader's program may take the other one.
///
/// @param addresses without names and comments, the first twenty
/// @param wellFormed whether there is one at least, and all was understood
record FromField(List<String> addresses, boolean wellFormed) {
    private static final int MOST_CHARS = 64 * 1024;
    private static final int MOST_ADDRESSES = 20;

    FromField {
        addresses = List.copyOf(addresses);
    }

    /// @param values of all From fields; there should be one
    static FromField of(List<String> values) {
        Scanner scanner = new Scanner();
        values.forEach(scanner::read);
        return new FromField(
                scanner.addresses, scanner.wellFormed && !scanner.addresses.isEmpty() && values.size() == 1);
    }

    /// The one address; empty when there is none, or several.
    Optional<String> single() {
        return wellFormed && addresses.size() == 1 ? Optional.of(addresses.getFirst()) : Optional.empty();
    }

    /// The domains of the addresses, in ASCII and lower case; empty when one has none that could be asked about.
    Optional<Set<String>> domains() {
        Set<String> domains = new LinkedHashSet<>();
        for (String address : addresses) {
            Optional<String> domain = AsciiDomain.of(address.substring(address.lastIndexOf('@') + 1));
            if (domain.isEmpty()) {
                return Optional.empty();
            }
            domains.add(domain.get());
        }
        return Optional.of(domains);
    }

    private static final class Scanner {
        private final List<String> addresses = new ArrayList<>();
        private boolean wellFormed = true;

        private final StringBuilder bare = new StringBuilder();
        private final StringBuilder angle = new StringBuilder();
        private boolean inAngle;
        private boolean hadAngle;

        void read(String value) {
            wellFormed &= value.length() <= MOST_CHARS;
            int end = Math.min(value.length(), MOST_CHARS);
            int i = 0;
            while (i < end) {
                char c = value.charAt(i);
                switch (c) {
                    case '(' -> i = behindComment(value, i, end);
                    case '"' -> i = behindString(value, i, end);
                    case '<' -> {
                        wellFormed &= !inAngle && !hadAngle;
                        inAngle = true;
                        i++;
                    }
                    case '>' -> {
                        wellFormed &= inAngle;
                        inAngle = false;
                        hadAngle = true;
                        i++;
                    }
                    case ',', ';' -> {
                        take();
                        i++;
                    }
                    case ':' -> {
                        // The name of a group ends here, or an old route.
                        wellFormed &= !inAngle;
                        bare.setLength(0);
                        i++;
                    }
                    default -> {
                        (inAngle ? angle : bare).append(c);
                        i++;
                    }
                }
            }
            take();
        }

        private void take() {
            String address = (hadAngle || inAngle ? angle : bare).toString().strip();
            wellFormed &= !inAngle;
            // Without angle brackets an address stands alone; a name that has an @ in it, before one, would be shown.
            if (!address.isEmpty() || hadAngle) {
                boolean plain = address.indexOf('@') > 0
                        && address.indexOf('@') == address.lastIndexOf('@')
                        && address.indexOf('@') < address.length() - 1
                        && address.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
                boolean quoted = address.startsWith("\"") && address.lastIndexOf('@') > address.lastIndexOf('"');
                wellFormed &= plain || quoted;
                if (addresses.size() < MOST_ADDRESSES) {
                    addresses.add(address);
                } else {
                    wellFormed = false;
                }
            }
            bare.setLength(0);
            angle.setLength(0);
            inAngle = false;
            hadAngle = false;
        }

        private int behindComment(String value, int from, int end) {
            int depth = 0;
            for (int i = from; i < end; i++) {
                char c = value.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return i + 1;
                }
            }
            wellFormed = false;
            return end;
        }

        /// Keeps it, since it may be a local part.
        private int behindString(String value, int from, int end) {
            StringBuilder out = inAngle ? angle : bare;
            for (int i = from + 1; i < end; i++) {
                char c = value.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    out.append(value, from, i + 1);
                    return i + 1;
                }
            }
            wellFormed = false;
            return end;
        }
    }
}
