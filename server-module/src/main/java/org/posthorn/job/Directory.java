package org.posthorn.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Set;

/// Files below a directory, by paths that strangers write: nothing outside is opened. Each step is taken from the
/// directory before it and follows no link, so that nothing that is moved meanwhile leads elsewhere either.
record Directory(Path root) {
    /// @param path names of directories below the root, and of the file
    /// @throws FileNotFoundException when there is none, or it is not a plain file
    InputStream open(List<String> path) throws IOException {
        for (String name : path) {
            if (!isName(name)) {
                throw none(path);
            }
        }
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            if (!(top instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("The file system of jobs.directory can't be read safely.");
            }
            return open(secure, path, 0);
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            // What there is instead is not for strangers.
            throw (FileNotFoundException) none(path).initCause(e);
        }
    }

    private static InputStream open(SecureDirectoryStream<Path> directory, List<String> path, int depth)
            throws IOException {
        Path name = Path.of(path.get(depth));
        if (depth < path.size() - 1) {
            try (SecureDirectoryStream<Path> below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                return open(below, path, depth + 1);
            }
        }
        // A pipe would be waited for.
        if (!directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isRegularFile()) {
            throw none(path);
        }
        return Channels.newInputStream(
                directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0;
    }

    private static FileNotFoundException none(List<String> path) {
        return new FileNotFoundException("There is no file " + String.join("/", path) + ".");
    }
}
