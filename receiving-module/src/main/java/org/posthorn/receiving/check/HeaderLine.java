package org.posthorn.receiving.check;

/// Writes a field of ours, folded at blanks, so that a line has 78 characters where its words allow (RFC 5322 §2.1.1).
public final class HeaderLine {
    private static final int WIDTH = 78;
    private static final int MOST_WORD_CHARS = 320;

    private final StringBuilder text = new StringBuilder();
    private int column;

    public HeaderLine(String name) {
        text.append(name).append(':');
        column = text.length();
    }

    /// Adds words of ours.
    public HeaderLine words(String words) {
        int start = 0;
        while (start < words.length()) {
            int blank = words.indexOf(' ', start);
            int end = blank < 0 ? words.length() : blank;
            word(words.substring(start, end));
            start = end + 1;
        }
        return this;
    }

    /// Goes to a new line.
    public HeaderLine fold() {
        text.append("\r\n");
        column = 0;
        return this;
    }

    /// With the end of the line.
    public String end() {
        return text.append("\r\n").toString();
    }

    private void word(String word) {
        if (column + 1 + word.length() > WIDTH && column > 0) {
            fold();
        }
        text.append(' ').append(word);
        column += 1 + word.length();
    }

    /// What a stranger wrote, as one word that ends nothing: all but letters, digits and the signs that addresses and
    /// host names are made of is a question mark, since not every program that reads these fields knows quoting.
    public static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < MOST_WORD_CHARS; i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-./:=?@[]^_`{|}~".indexOf(c) >= 0;
            out.append(plain ? c : '?');
        }
        return out.toString();
    }
}
