package org.posthorn.engine.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes a file's name as a parameter of a header field, in any language and at any length: as it is where it is short
/// and ASCII, else in percents and pieces (RFC 2231 §3 and §4), of which Jakarta Mail writes no more than one, however
/// long.
final class FileName {
    /// Of a piece: with what stands around it it fits in a line.
    private static final int PIECE_CHARS = 50;

    private FileName() {}

    /// @param name of the parameter
    /// @param value without control characters
    static String parameter(String name, String value) {
        if (value.length() <= PIECE_CHARS && value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return "; " + name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }
        List<String> pieces = pieces(value);
        if (pieces.size() == 1) {
            return "; " + name + "*=UTF-8''" + pieces.getFirst();
        }
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            parameters.append("; ").append(name).append('*').append(i).append("*=");
            parameters.append(i == 0 ? "UTF-8''" : "").append(pieces.get(i));
        }
        return parameters.toString();
    }

    private static List<String> pieces(String value) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (piece.length() > PIECE_CHARS - 3) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            if (isPlain(b)) {
                piece.append((char) b);
            } else {
                piece.append(String.format("%%%02X", b));
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private static boolean isPlain(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || "-._".indexOf(b) >= 0;
    }
}
