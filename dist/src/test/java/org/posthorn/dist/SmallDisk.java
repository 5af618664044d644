package org.posthorn.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A file system of its own, in a file, that a test can fill and break.
final class SmallDisk implements AutoCloseable {
    private static final long BYTES = 96L << 20;
    private static final int COMMAND_SECONDS = 60;

    private final Path image;
    private final Path place;

    private SmallDisk(Path image, Path place) {
        this.image = image;
        this.place = place;
    }

    /// Whether we may mount one; it takes root, and a kernel with loop devices.
    static boolean isAvailable(Path directory) throws IOException {
        if (!System.getProperty("user.name").equals("root") || !Files.isExecutable(Path.of("/usr/sbin/mkfs.ext4"))) {
            return false;
        }
        try (SmallDisk disk = mount(directory)) {
            return Files.exists(disk.path());
        } catch (IOException e) {
            return false;
        }
    }

    static SmallDisk mount(Path directory) throws IOException {
        Path image = Files.createTempFile(directory, "disk", ".ext4");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        SmallDisk disk = new SmallDisk(image, Files.createTempDirectory(directory, "disk"));
        // No blocks are kept for root.
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        disk.mount();
        return disk;
    }

    private void mount() throws IOException {
        run("mount", "-o", "loop,errors=remount-ro", image.toString(), place.toString());
    }

    /// Where its files are.
    Path path() {
        return place;
    }

    /// Leaves not a byte free.
    void fill() throws IOException {
        byte[] zeros = new byte[1 << 16];
        try (OutputStream filler = Files.newOutputStream(place.resolve("filler"))) {
            while (true) {
                filler.write(zeros);
            }
        } catch (IOException e) {
            // Full; what did not fit as a block goes byte by byte.
            try (RandomAccessFile filler =
                    new RandomAccessFile(place.resolve("filler").toFile(), "rw")) {
                filler.seek(filler.length());
                for (int i = 0; i < zeros.length; i++) {
                    filler.write(0);
                }
            } catch (IOException full) {
                return;
            }
        }
    }

    /// Fills what was freed since.
    void fillAgain() throws IOException {
        Files.move(place.resolve("filler"), place.resolve("filler.before"));
        fill();
    }

    /// Takes the fillers away.
    void free() throws IOException {
        Files.deleteIfExists(place.resolve("filler.before"));
        Files.delete(place.resolve("filler"));
    }

    /// What a disk error does: from now on nothing can be written. Only [#repair] mends it.
    void breakDown() throws IOException {
        run("mount", "-o", "remount,abort", place.toString());
    }

    /// As an operator would, with nothing running on it.
    void repair() throws IOException {
        run("umount", place.toString());
        // 1: errors were corrected.
        int checked = exitCode("e2fsck", "-fy", image.toString());
        if (checked > 1) {
            throw new IOException("e2fsck ended with " + checked);
        }
        mount();
    }

    @Override
    public void close() throws IOException {
        exitCode("umount", place.toString());
    }

    private static void run(String... command) throws IOException {
        int code = exitCode(command);
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static int exitCode(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit()
                .orTimeout(COMMAND_SECONDS, TimeUnit.SECONDS)
                .thenApply(Process::exitValue)
                .join();
    }
}
