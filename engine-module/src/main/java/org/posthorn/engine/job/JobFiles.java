package org.posthorn.engine.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.engine.UrlSigner;
import org.posthorn.engine.mail.PublicUrl;
import org.posthorn.engine.settings.ExportJob;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobFormat;

/// Files that jobs leave behind, in a directory of the server's, and the links by which their owners get them: signed,
/// and good for a time. Safe for use by many threads.
public final class JobFiles {
    /// Where links lead to, below the public URL.
    public static final String PATH = "job-files/";

    /// How long a link works; asking for the job again gives a new one.
    public static final Duration LINK = Duration.ofHours(1);

    private static final int MOST_CHARS = 512;

    private final Path directory;
    private final UrlSigner signer;
    private final PublicUrl publicUrl;
    private final InstantSource clock;

    /// @param directory is made when the first file is
    /// @param key secret of the installation
    /// @param publicUrl base of the links
    public JobFiles(Path directory, byte[] key, PublicUrl publicUrl, InstantSource clock) {
        this.directory = directory;
        this.signer = new UrlSigner(key);
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /// The records of an import that failed, each after the reason: CSV.
    static String failuresOf(ImportJob job) {
        return job.id() + ".failed.csv";
    }

    /// What an export found.
    static String resultOf(ExportJob job) {
        return job.id() + (job.format() == JobFormat.CSV ? ".csv" : ".json");
    }

    /// Where a file of a job is, in a directory that is there.
    Path path(String name) throws IOException {
        return Files.createDirectories(directory).resolve(name);
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes what was written last before this, such as that of accounts that are no more.
    void sweep(Instant old) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                for (Path file : all) {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    /// A link to a file, from now on.
    public URI link(String name) {
        String text = clock.instant().plus(LINK).getEpochSecond() + "/" + name;
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return publicUrl.resolve(PATH + encoded + "." + signer.sign(encoded));
    }

    /// The file that a link leads to; empty when it is malformed, forged or too old, or the file is no more.
    ///
    /// @param token the last part of the link
    public Optional<Path> open(String token) {
        int dot = token.lastIndexOf('.');
        if (dot < 0
                || token.length() > MOST_CHARS
                || !signer.isGenuine(token.substring(0, dot), token.substring(dot + 1))) {
            return Optional.empty();
        }
        // Ours, so it is as we wrote it.
        String text = new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        Instant end = Instant.ofEpochSecond(Long.parseLong(text, 0, slash, 10));
        return Optional.of(directory.resolve(text.substring(slash + 1)))
                .filter(file -> clock.instant().isBefore(end) && Files.isRegularFile(file));
    }
}
