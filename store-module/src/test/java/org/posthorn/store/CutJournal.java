package org.posthorn.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a process did to its files, in order, as `cutdisk.c` has written it down.
final class CutJournal {
    private static final int HEAD = 17;

    /// One call.
    ///
    /// | type | handle | number | bytes |
    /// | --- | --- | --- | --- |
    /// | `O` opened | from now on | 1: made new, 2: emptied | path |
    /// | `W` written | of the file | offset | what |
    /// | `T` cut | of the file | size | |
    /// | `B` a sync begins | of the file or directory | of the sync | |
    /// | `E` it returns | `errno`, 0 when it worked | of the sync | |
    /// | `R` renamed, `L` linked | | | both paths, with a 0 between them |
    /// | `M` directory made, `U` deleted | | | path and a 0 |
    /// | `F` from here on calls fail | | | |
    record Op(char type, int handle, long number, byte[] bytes) {
        String path() {
            String text = text();
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        }

        String secondPath() {
            String text = text();
            return text.substring(text.indexOf('\0') + 1);
        }

        private String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private CutJournal() {}

    static List<Op> read(Path file) throws IOException {
        List<Op> ops = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] head = in.readNBytes(HEAD);
            while (head.length == HEAD) {
                ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
                char type = (char) fields.get();
                int handle = fields.getInt();
                long number = fields.getLong();
                int length = fields.getInt();
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    break; // The process ended in the middle of it.
                }
                ops.add(new Op(type, handle, number, bytes));
                head = in.readNBytes(HEAD);
            }
        }
        return ops;
    }
}
