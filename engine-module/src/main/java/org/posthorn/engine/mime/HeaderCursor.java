package org.posthorn.engine.mime;

import org.posthorn.engine.mail.Content;

/// Steps through the fields of a header that a stranger wrote, byte by byte and without a copy of anything: for what
/// must be said of headers of any size, or where a field lies. [LooseHeader] reads the text. For one thread.
public final class HeaderCursor {
    private final byte[] bytes;
    private final int end;
    private int from;
    private int valueFrom;
    private int to;

    public HeaderCursor(Content content) {
        this.bytes = content.bytes();
        this.end = content.headerLength();
    }

    /// Goes to the next field, or to the next line that is none; false behind the last.
    public boolean next() {
        from = to;
        valueFrom = -1;
        int i = from;
        while (i < end) {
            byte b = bytes[i++];
            if (b == ':' && valueFrom < 0) {
                valueFrom = i;
            } else if (b == '\n' && (i >= end || (bytes[i] != ' ' && bytes[i] != '\t'))) {
                break;
            }
        }
        to = i;
        return from < end;
    }

    /// Whether what is at hand has a colon.
    public boolean isField() {
        return valueFrom >= 0;
    }

    /// Whether the field at hand has this name; blanks before its colon don't count.
    ///
    /// @param name in lower case
    public boolean isNamed(String name) {
        int length = name.length();
        if (valueFrom < 0 || valueFrom - 1 - from < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase((char) (bytes[from + i] & 0xff)) != name.charAt(i)) {
                return false;
            }
        }
        for (int i = from + length; i < valueFrom - 1; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /// The index of its name.
    public int from() {
        return from;
    }

    /// The index behind the colon of a field.
    public int valueFrom() {
        return valueFrom;
    }

    /// The index behind its last line.
    public int to() {
        return to;
    }
}
