package org.posthorn.engine.mail;

/// What people know a message by, kept with its history: decoded, of printable characters, and cut to the lengths that
/// SES tells.
///
/// @param from the author, with the display name
/// @param subject empty when it has none
public record Headline(String from, String subject) {
    static final int FROM_CHARS = 320;
    static final int SUBJECT_CHARS = 998;

    public Headline {
        from = cut(from, FROM_CHARS);
        subject = cut(subject, SUBJECT_CHARS);
    }

    public static Headline of(Address from, String subject) {
        return new Headline(
                from.displayName()
                        .filter(name -> !name.isBlank())
                        .map(name -> name + " <" + from.bare() + ">")
                        .orElse(from.bare()),
                subject);
    }

    /// Control characters, line ends among them, are blanks.
    private static String cut(String text, int most) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (kept.length() + Character.charCount(c) > most) {
                break;
            }
            kept.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
        }
        return kept.toString().strip();
    }
}
