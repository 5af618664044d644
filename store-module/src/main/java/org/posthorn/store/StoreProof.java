package org.posthorn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far a store reaches, and how far it must, found without the engine's word for it.
///
/// ```
/// tables (flushed together) ──▶ group 100
/// logs ──▶ 101 102 103 ✗ 105 106        ✗: bytes that are no record; nothing behind them is recovered
///                              └ says: "103 was on disk before I was written"
/// mark file ──▶ "105 is on disk"         the store reaches 103 and must reach 105: it does not start
/// ```
///
/// A power failure leaves a torn end, or holes, in what was not synced yet; no one was promised that. So bytes that
/// can't be read are damage only when a group at or behind them was on disk: the mark says so, or a later group does.
///
/// @param reached the newest group that a start finds
/// @param required the newest that was on disk
/// @param reachedAt, requiredAt when they were written
/// @param readable groups behind the damage that can be read, and that a start would not find
/// @param places what is no record, by file
/// @param hasGap whether groups that were not on disk are missing before others that are
record StoreProof(
        long reached,
        Instant reachedAt,
        long required,
        Instant requiredAt,
        long readable,
        List<Place> places,
        boolean hasGap) {
    private static final Logger log = LoggerFactory.getLogger(StoreProof.class);

    /// Bytes of a log that are no record.
    record Place(String file, LogFile.Damage damage) {
        @Override
        public String toString() {
            return file + " is damaged at byte " + damage.offset() + " (" + damage.sizeBytes() + " bytes)";
        }
    }

    StoreProof {
        places = List.copyOf(places);
    }

    /// What a start must know before it opens the store, since opening it may already change it.
    ///
    /// @throws IOException with a plain message when the store is not there, does not open, or falls short
    static StoreProof ofStart(Path directory) throws IOException {
        Mark.Found found = Mark.read(directory);
        if (found.isDamaged()) {
            log.warn("mark=unreadable file={}; it is written anew", Mark.file(directory));
        }
        if (!Files.exists(directory.resolve("CURRENT"))) {
            if (found.mark().filter(mark -> mark.group() > 0).isPresent()) {
                throw new IOException(missing(directory, found.mark().get()));
            }
            return new StoreProof(0, Instant.EPOCH, 0, Instant.EPOCH, 0, List.of(), false);
        }
        StoreProof proof = of(directory, found.mark());
        if (proof.fallsShort()) {
            throw new IOException(proof.refusal(directory));
        }
        proof.places.forEach(place -> log.warn("log=torn place=\"{}\"; it was not on disk yet", place));
        return proof;
    }

    private static String missing(Path directory, Mark mark) {
        return "there is no store in " + directory + ", and group " + mark.group() + " of " + mark.at()
                + " was on disk there\nput it back, restore a backup, or save what is left of it: posthorn repair"
                + "\nto begin with an empty store, delete " + Mark.file(directory) + " and what is left in "
                + directory;
    }

    String refusal(Path directory) {
        return "the store in " + directory + " has less than was on disk: " + shortfall() + "\nit is left as it is; "
                + (readable > 0 ? readable + " groups behind the damage can still be read; " : "")
                + "restore a backup, or save what can be read: posthorn repair";
    }

    /// Compares what the opened store has with what was found before.
    ///
    /// @throws IOException when it has less
    void confirm(Path directory, Database database) throws IOException {
        long there = database.lastGroup().map(Group::number).orElse(reached);
        if (there < reached) {
            throw new IOException("the store in " + directory + " was opened at group " + there + ", and group "
                    + reached + " was found in its files\nrestore a backup, or save what can be read: posthorn repair");
        }
        if (hasGap) {
            // What is missing was never promised; in the tables, no later start stumbles over it.
            database.flush();
        }
    }

    boolean fallsShort() {
        return reached < required;
    }

    /// Reads the logs of a store that nobody writes.
    ///
    /// @throws IOException when its tables don't open, or the disk can't read
    static StoreProof of(Path directory, Optional<Mark> mark) throws IOException {
        // The logs first: what they lack is in the tables then, even if somebody writes.
        List<Path> logs = LogFile.in(directory);
        Walk walk = new Walk(OpenDatabase.flushedGroup(directory), mark);
        for (Path log : logs) {
            walk.log(log);
        }
        return walk.end();
    }

    /// One walk over the logs, as a recovery makes it, that looks behind damage too.
    private static final class Walk {
        private final List<Place> places = new ArrayList<>();
        private Group reached;
        private long required;
        private Instant requiredAt;
        private long readable;
        /// Behind damage, or a gap, a recovery goes on only where it is contiguous.
        private boolean stopped;

        private boolean gap;

        Walk(Optional<Group> flushed, Optional<Mark> mark) {
            // One block of the tables that can't be read is no proof of a loss: then the mark is believed.
            reached = flushed.orElseGet(() ->
                    mark.map(known -> new Group(known.group(), known.at(), 0)).orElse(Group.NONE));
            required = mark.map(Mark::group).orElse(0L);
            requiredAt = mark.map(Mark::at).orElse(Instant.EPOCH);
        }

        void log(Path file) throws IOException {
            List<LogFile.Damage> damages = LogFile.read(
                    file,
                    (batch, isBehindDamage) -> Group.ofBatch(batch).ifPresent(group -> meet(group, isBehindDamage)));
            stopped |= !damages.isEmpty();
            damages.forEach(damage -> places.add(new Place(file.getFileName().toString(), damage)));
        }

        private void meet(Group group, boolean isBehindDamage) {
            if (group.synced() > required) {
                required = group.synced();
                requiredAt = group.at();
            }
            if (isBehindDamage || group.number() > reached.number() + 1) {
                gap |= !isBehindDamage && !stopped;
                if (group.number() > reached.number()) {
                    readable++;
                }
            } else if (group.number() > reached.number()) {
                reached = group;
            }
        }

        StoreProof end() {
            return new StoreProof(reached.number(), reached.at(), required, requiredAt, readable, places, gap);
        }
    }

    /// What is missing, in words.
    String shortfall() {
        long missing = required - reached;
        StringBuilder text = new StringBuilder();
        text.append(missing)
                .append(missing == 1 ? " group of commits is missing" : " groups of commits are missing")
                .append(": it reaches group ")
                .append(reached)
                .append(reached == 0 ? "" : " of " + reachedAt)
                .append(", and group ")
                .append(required)
                .append(" of ")
                .append(requiredAt)
                .append(" was on disk");
        places.stream().limit(3).forEach(place -> text.append("; ").append(place));
        if (places.size() > 3) {
            text.append("; and ").append(places.size() - 3).append(" places more");
        }
        return text.toString();
    }
}
