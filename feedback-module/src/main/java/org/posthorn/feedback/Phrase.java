package org.posthorn.feedback;

import java.util.ArrayList;
import java.util.List;

/// Words to look for: pieces that must stand in a text in their order, whatever is between them. Found in one pass.
record Phrase(List<String> pieces) {
    Phrase {
        pieces = List.copyOf(pieces);
    }

    /// @param text with `*` where anything may stand
    static Phrase of(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', start)) {
            pieces.add(text.substring(start, star));
            start = star + 1;
        }
        pieces.add(text.substring(start));
        return new Phrase(pieces);
    }

    boolean isIn(String text) {
        int from = 0;
        for (String piece : pieces) {
            int at = text.indexOf(piece, from);
            if (at < 0) {
                return false;
            }
            from = at + piece.length();
        }
        return true;
    }
}
