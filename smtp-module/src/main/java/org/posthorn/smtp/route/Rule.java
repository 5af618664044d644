package org.posthorn.smtp.route;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthorn.engine.mail.MessageId;
import org.posthorn.smtp.client.TlsMode;

/// Which mail goes which way: one line of `routes.rules`.
///
/// A line is made of words. `to=` (the recipient's domain), `from=` (the sender's domain or address) and `share=` (a
/// percentage) say what it is for; each `via=` names a way, the next being taken when no host of the one before can be
/// used; `tls=`, `user=` and `password_file=` say how to talk to the hosts of `via=host:port`, `tls=` also to
/// exchangers.
///
/// @param text the line itself
/// @param to a domain, `*.domain` for all below it, or `*`
/// @param from the same, or an address
/// @param sharePercent of the messages that come as far as this rule, 1 to 100
/// @param vias at least one
/// @param login for `via=host:port`
public record Rule(
        String text,
        String to,
        String from,
        int sharePercent,
        List<Via> vias,
        Optional<TlsMode> tls,
        Optional<Login> login) {
    private static final String ANY = "*";
    private static final int MOST_VIAS = 10;
    private static final int MAX_PASSWORD_BYTES = 4_096;
    private static final Set<String> WORDS = Set.of("to", "from", "share", "via", "tls", "user", "password_file");

    /// Who we are at a host.
    public record Login(String username, String password) {
        @Override
        public String toString() {
            return "Login[username=" + username + ", password=****]";
        }
    }

    public Rule {
        vias = List.copyOf(vias);
    }

    /// For all mail.
    static Rule always(Via via) {
        return new Rule("", ANY, ANY, 100, List.of(via), Optional.empty(), Optional.empty());
    }

    /// Reads a line, and the password file that it names.
    ///
    /// @throws IllegalArgumentException with a text for the operator that quotes the line
    public static Rule parse(String line) {
        try {
            return read(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + line + "\": " + e.getMessage(), e);
        }
    }

    private static Rule read(String line) {
        Map<String, String> words = new HashMap<>();
        List<Via> vias = new ArrayList<>();
        for (String word : line.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = word.substring(equals + 1);
            if (equals < 0 || !WORDS.contains(key)) {
                throw new IllegalArgumentException("unknown word '" + word
                        + "'; a rule is made of to=, from=, share=, via=, tls=, user= and password_file=");
            }
            if (value.isEmpty()) {
                throw new IllegalArgumentException(key + "= has no value");
            }
            if (key.equals("via")) {
                vias.add(via(value));
            } else if (words.put(key, value) != null) {
                throw new IllegalArgumentException(key + "= is given twice");
            }
        }
        Rule rule = new Rule(
                line.strip(),
                domain("to", words.getOrDefault("to", ANY)),
                from(words.getOrDefault("from", ANY)),
                share(words.getOrDefault("share", "100%")),
                vias,
                Optional.ofNullable(words.get("tls")).map(Rule::tls),
                login(words));
        rule.check();
        return rule;
    }

    private void check() {
        boolean named = vias.stream().anyMatch(Via.Host.class::isInstance);
        boolean exchangers = vias.contains(new Via.Mx());
        if (vias.isEmpty()) {
            throw new IllegalArgumentException("it names no way; add via=host:port, via=mx, via=relay or via=discard");
        }
        if (vias.size() > MOST_VIAS) {
            throw new IllegalArgumentException("it names more than " + MOST_VIAS + " ways");
        }
        if (login.isPresent() && !named) {
            throw new IllegalArgumentException("user= is for via=host:port, and there is none");
        }
        if (tls.isPresent() && !named && !exchangers) {
            throw new IllegalArgumentException("tls= is for via=host:port and via=mx, and there is none");
        }
        if (tls.equals(Optional.of(TlsMode.WRAPPER)) && exchangers) {
            throw new IllegalArgumentException("tls=wrapper does not go with via=mx: exchangers know STARTTLS only");
        }
    }

    private static Via via(String value) {
        try {
            return Via.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "via=" + value + ": it must be mx, relay, discard or host:port, such as mail.example.com:25", e);
        }
    }

    private static TlsMode tls(String value) {
        try {
            return TlsMode.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tls=: " + e.getMessage(), e);
        }
    }

    private static String domain(String key, String value) {
        if (value.equals(ANY) || value.matches("\\[[0-9A-Za-z:.]+\\]")) {
            return value.toLowerCase(Locale.ROOT);
        }
        boolean below = value.startsWith("*.");
        return MxLookup.ascii(below ? value.substring(2) : value)
                .filter(name -> name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*"))
                .map(name -> below ? "*." + name : name)
                .orElseThrow(() -> new IllegalArgumentException(key + "=" + value
                        + ": it must be a domain, *.domain or *" + (key.equals("from") ? ", or an address" : "")));
    }

    private static String from(String value) {
        int at = value.lastIndexOf('@');
        return at < 1 ? domain("from", value) : value.substring(0, at + 1) + domain("from", value.substring(at + 1));
    }

    private static int share(String value) {
        int percent = value.matches("\\d{1,3}%") ? Integer.parseInt(value.substring(0, value.length() - 1)) : 0;
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("share=" + value + ": it must be 1% to 100%");
        }
        return percent;
    }

    private static Optional<Login> login(Map<String, String> words) {
        String user = words.get("user");
        String file = words.get("password_file");
        if (user == null && file == null) {
            return Optional.empty();
        }
        if (user == null || file == null) {
            throw new IllegalArgumentException("user= and password_file= go together");
        }
        return Optional.of(new Login(user, secret(file)));
    }

    private static String secret(String file) {
        try {
            Path path = Path.of(file);
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("password_file=" + file + ": it must be an absolute path");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_PASSWORD_BYTES + 1);
                String secret = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
                if (bytes.length > MAX_PASSWORD_BYTES || secret.isEmpty()) {
                    throw new IllegalArgumentException(
                            "password_file=" + file + ": a password has 1 to " + MAX_PASSWORD_BYTES + " bytes");
                }
                return secret;
            }
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("password_file=" + file + ": it must be a file that can be read", e);
        }
    }

    /// @param sender a bare address; empty when it can't be read, which only `from=*` covers
    /// @param domain of the recipient, in lower case
    boolean covers(MessageId id, Optional<String> sender, String domain) {
        return covers(to, domain)
                && (from.equals(ANY) || sender.filter(this::isFrom).isPresent())
                && isInShare(id);
    }

    private boolean isFrom(String sender) {
        int at = sender.lastIndexOf('@');
        String domain = sender.substring(at + 1).toLowerCase(Locale.ROOT);
        return from.indexOf('@') < 0 ? covers(from, domain) : from.equalsIgnoreCase(sender);
    }

    private static boolean covers(String pattern, String domain) {
        return pattern.equals(ANY)
                || pattern.equals(domain)
                || (pattern.startsWith("*.") && domain.endsWith(pattern.substring(1)));
    }

    /// The same for every try of a message. The rule's text goes into the number, so that the shares of two rules don't
    /// fall on the same messages.
    private boolean isInShare(MessageId id) {
        long mixed = id.low() ^ Long.rotateLeft(id.high(), 32) ^ text.hashCode() * 0x9E3779B97F4A7C15L;
        // The finish of SplitMix64: every bit of the number depends on every bit of the id.
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return Math.floorMod(mixed, 10_000) < sharePercent * 100;
    }
}
