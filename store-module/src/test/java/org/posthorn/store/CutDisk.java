package org.posthorn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A disk with a volatile cache under a file system, played from a [CutJournal]: what a power cut at any moment may
/// leave.
///
/// - A file's sync puts on disk what was written to it before the sync began, and the file's own name. A directory's
///   sync does so for the names in it. All else is on disk or not, as the cut has it: nothing of it, all, what came
///   first, or any of it: pages of 4 KiB in any of their versions, torn between sectors, and names in any combination
///   that keeps each rename whole.
/// - After a sync that failed, its pages count as written, as Linux has it: a later sync does not bring them to disk.
final class CutDisk {
    private static final int PAGE = 4 << 10;
    private static final int SECTOR = 512;

    /// What becomes of what was not synced.
    enum Fate {
        NONE,
        ALL,
        FIRST,
        ANY
    }

    /// What a directory holds.
    ///
    /// @param files by path; null for a directory
    record Image(Map<String, byte[]> files) {
        Image without(String path) {
            Map<String, byte[]> others = new TreeMap<>(files);
            others.remove(path);
            return new Image(others);
        }

        void writeTo(Path directory) throws IOException {
            Files.createDirectories(directory);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                if (file.getValue() == null) {
                    Files.createDirectory(path);
                } else {
                    Files.write(path, file.getValue());
                }
            }
        }
    }

    /// A file or directory, whatever its names.
    private static final class Node {
        private final boolean isDirectory;
        private byte[] cache;
        private int size;
        private byte[] onDisk;
        private int sizeOnDisk;
        private List<Change> changes = new ArrayList<>();

        Node(boolean isDirectory, byte[] content) {
            this.isDirectory = isDirectory;
            this.cache = content;
            this.size = content.length;
            this.onDisk = content.clone();
            this.sizeOnDisk = size;
        }
    }

    /// A page as it was after a write.
    private static final class Change {
        private static final int NO_PAGE = -1;
        private final long at;
        private final int page;
        private final byte[] bytes;
        private final int size;
        private boolean forgotten;

        /// @param page [#NO_PAGE] when only the size of the file changed
        /// @param size of the file, then
        Change(long at, int page, byte[] bytes, int size) {
            this.at = at;
            this.page = page;
            this.bytes = bytes;
            this.size = size;
        }

        int end() {
            return page == NO_PAGE ? size : Math.min(size, (page + 1) * PAGE);
        }
    }

    /// @param from empty for what is made
    /// @param to empty for what is deleted
    private record Naming(long at, String from, String to, Node node) {
        void in(Map<String, Node> names) {
            if (!from.isEmpty() && names.get(from) == node) {
                names.remove(from);
            }
            if (!to.isEmpty()) {
                names.put(to, node);
            }
        }

        boolean isIn(String directory) {
            return (!from.isEmpty() && parent(from).equals(directory))
                    || (!to.isEmpty() && parent(to).equals(directory));
        }
    }

    private record Sync(Node node, String path, long at) {}

    private final Map<String, Node> names = new TreeMap<>();
    private final Map<String, Node> namesOnDisk = new TreeMap<>();
    private List<Naming> namings = new ArrayList<>();
    private final Map<Integer, Node> handles = new HashMap<>();
    private final Map<Integer, String> paths = new HashMap<>();
    private final Map<Long, Sync> syncs = new HashMap<>();
    private long now;

    /// @param before what is on disk when the process starts
    CutDisk(Image before) {
        before.files().forEach((path, bytes) -> {
            Node node = bytes == null ? new Node(true, new byte[0]) : new Node(false, bytes.clone());
            names.put(path, node);
            namesOnDisk.put(path, node);
        });
    }

    /// The process is gone; what it wrote is still in the cache.
    void kill() {
        handles.clear();
        paths.clear();
        syncs.clear();
    }

    /// What a process sees that starts now.
    Image seen() {
        Map<String, byte[]> files = new TreeMap<>();
        names.forEach((path, node) -> files.put(path, node.isDirectory ? null : seen(path)));
        return new Image(files);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /// What the process sees in a file; empty when there is none.
    byte[] seen(String path) {
        Node node = names.get(path);
        return node == null ? new byte[0] : Arrays.copyOf(node.cache, node.size);
    }

    void play(CutJournal.Op op) {
        now++;
        switch (op.type()) {
            case 'O' -> open(op);
            case 'W' -> write(handles.get(op.handle()), (int) op.number(), op.bytes());
            case 'T' -> cut(handles.get(op.handle()), (int) op.number());
            case 'B' -> syncs.put(op.number(), new Sync(handles.get(op.handle()), paths.get(op.handle()), now));
            case 'E' -> sync(syncs.remove(op.number()), op.handle() == 0);
            case 'R' -> name(new Naming(now, op.path(), op.secondPath(), names.get(op.path())));
            case 'L' -> name(new Naming(now, "", op.secondPath(), names.get(op.path())));
            case 'M' -> name(new Naming(now, "", op.path(), new Node(true, new byte[0])));
            case 'U' -> name(new Naming(now, op.path(), "", names.get(op.path())));
            case 'F' -> {}
            default -> throw new IllegalStateException("a call of type " + op.type());
        }
    }

    private void open(CutJournal.Op op) {
        if ((op.number() & 1) != 0) {
            name(new Naming(now, "", op.path(), new Node(false, new byte[0])));
        }
        Node node = names.get(op.path());
        if (node == null) {
            throw new IllegalStateException(op.path() + " was opened, and is not there");
        }
        if ((op.number() & 2) != 0 && node.size > 0) {
            cut(node, 0);
        }
        handles.put(op.handle(), node);
        paths.put(op.handle(), op.path());
    }

    private void name(Naming naming) {
        naming.in(names);
        namings.add(naming);
    }

    private void write(Node node, int offset, byte[] bytes) {
        int end = offset + bytes.length;
        if (end > node.cache.length) {
            node.cache = Arrays.copyOf(node.cache, Math.max(end, node.cache.length * 2));
        }
        System.arraycopy(bytes, 0, node.cache, offset, bytes.length);
        node.size = Math.max(node.size, end);
        for (int page = offset / PAGE; page * PAGE < end; page++) {
            byte[] whole = Arrays.copyOfRange(node.cache, page * PAGE, (page + 1) * PAGE);
            node.changes.add(new Change(now, page, whole, node.size));
        }
    }

    private void cut(Node node, int size) {
        if (size > node.cache.length) {
            node.cache = Arrays.copyOf(node.cache, size);
        } else {
            Arrays.fill(node.cache, size, node.cache.length, (byte) 0);
        }
        node.size = size;
        node.changes.add(new Change(now, Change.NO_PAGE, new byte[0], size));
    }

    private void sync(Sync sync, boolean works) {
        if (!works) {
            sync.node().changes.stream()
                    .filter(change -> change.at <= sync.at())
                    .forEach(change -> change.forgotten = true);
            return;
        }
        List<Naming> left = new ArrayList<>();
        for (Naming naming : namings) {
            boolean isMine = sync.node().isDirectory
                    ? naming.isIn(sync.path())
                    : naming.node() == sync.node() && naming.from().isEmpty();
            if (isMine && naming.at() <= sync.at()) {
                naming.in(namesOnDisk);
            } else {
                left.add(naming);
            }
        }
        namings = left;
        List<Change> open = new ArrayList<>();
        for (Change change : sync.node().changes) {
            if (change.at > sync.at() || change.forgotten) {
                open.add(change);
            } else {
                put(sync.node(), change);
                open.removeIf(older -> older.page == change.page);
            }
        }
        sync.node().changes = open;
    }

    private static void put(Node node, Change change) {
        node.onDisk = changed(node.onDisk, change, change.bytes);
        node.sizeOnDisk = change.page == Change.NO_PAGE ? change.size : Math.max(node.sizeOnDisk, change.end());
    }

    private static byte[] changed(byte[] content, Change change, byte[] page) {
        if (change.page == Change.NO_PAGE) {
            return Arrays.copyOf(Arrays.copyOf(content, Math.min(content.length, change.size)), content.length);
        }
        int from = change.page * PAGE;
        byte[] grown = content.length < from + PAGE
                ? Arrays.copyOf(content, Math.max(from + PAGE, content.length * 2))
                : content;
        System.arraycopy(page, 0, grown, from, PAGE);
        return grown;
    }

    /// What is there after a cut now.
    Image cut(Random random, Fate data, Fate naming) {
        Map<String, Node> found = new TreeMap<>(namesOnDisk);
        long lastName = random.nextLong(now + 1);
        for (Naming one : namings) {
            if (isKept(naming, one.at() <= lastName, random)) {
                one.in(found);
            }
        }
        long lastByte = random.nextLong(now + 1);
        Map<Node, byte[]> contents = new IdentityHashMap<>();
        Map<String, byte[]> files = new TreeMap<>();
        found.forEach((path, node) -> {
            Node parent = found.get(parent(path));
            if (!parent(path).isEmpty() && (parent == null || !parent.isDirectory)) {
                return;
            }
            files.put(
                    path,
                    node.isDirectory ? null : contents.computeIfAbsent(node, n -> content(n, random, data, lastByte)));
        });
        return new Image(files);
    }

    private static boolean isKept(Fate fate, boolean isFirst, Random random) {
        return switch (fate) {
            case NONE -> false;
            case ALL -> true;
            case FIRST -> isFirst;
            case ANY -> random.nextBoolean();
        };
    }

    private static byte[] content(Node node, Random random, Fate fate, long last) {
        byte[] content = node.onDisk.clone();
        int size = node.sizeOnDisk;
        for (Change change : node.changes) {
            if (!isKept(fate, change.at <= last, random)) {
                continue;
            }
            byte[] page = change.bytes;
            if (fate == Fate.ANY && change.page != Change.NO_PAGE && random.nextInt(4) == 0) {
                page = torn(content, change, random);
            }
            content = changed(content, change, page);
            size = change.page == Change.NO_PAGE ? change.size : Math.max(size, change.end());
        }
        if (fate == Fate.ANY && random.nextInt(3) == 0) {
            // The new size may be on disk before what is written there.
            size = Math.max(size, node.size);
        }
        return Arrays.copyOf(Arrays.copyOf(content, Math.max(size, content.length)), size);
    }

    /// Some sectors of the page are new.
    private static byte[] torn(byte[] content, Change change, Random random) {
        byte[] page = Arrays.copyOf(
                change.page * PAGE < content.length
                        ? Arrays.copyOfRange(content, change.page * PAGE, (change.page + 1) * PAGE)
                        : new byte[0],
                PAGE);
        int kept = random.nextInt(1 << (PAGE / SECTOR));
        for (int sector = 0; sector < PAGE / SECTOR; sector++) {
            if ((kept >> sector & 1) != 0) {
                System.arraycopy(change.bytes, sector * SECTOR, page, sector * SECTOR, SECTOR);
            }
        }
        return page;
    }
}
