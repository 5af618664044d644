package org.posthorn.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthorn.api.operator.command.ServerHealth;
import org.posthorn.backup.StillStore;
import org.posthorn.config.ByteSize;
import org.posthorn.config.PosthornConfig;
import org.posthorn.engine.wiring.KeyProof;
import org.posthorn.server.AdminClient;
import org.posthorn.server.Ballast;
import org.posthorn.server.CommandFailedException;
import org.posthorn.server.Finding;
import org.posthorn.server.KeyCheck;
import org.posthorn.server.KeyFile;
import org.posthorn.server.Repairs;
import org.posthorn.server.RunFiles;
import org.posthorn.store.StoreReader;
import tools.jackson.databind.JsonNode;

/// What `posthorn doctor` says of the data directory: the directory itself, its disk, its key and its store.
public final class DataChecks {
    private static final Set<String> FLEETING = Set.of("tmpfs", "ramfs");
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "9p");
    private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path data;
    private final PosthornConfig.Store config;
    private final long floorBytes;
    private final RunFiles files;
    private final boolean running;
    private final List<Finding> findings = new ArrayList<>();

    public DataChecks(PosthornConfig config, RunFiles files, boolean running) {
        this.data = config.data().dir();
        this.config = config.store();
        this.floorBytes = Ballast.floorBytes(config.store());
        this.files = files;
        this.running = running;
    }

    public List<Finding> findings() {
        try {
            Path existing = nearestExisting(data);
            if (existing.equals(data)) {
                directory();
                disk(Files.getFileStore(data));
                Ballast.finding(data, config).ifPresent(findings::add);
                key();
                store();
                Repairs.finding(data).ifPresent(findings::add);
            } else if (Files.isWritable(existing)) {
                findings.add(Finding.ok("data", data + " does not exist yet; the first start makes it"));
                disk(Files.getFileStore(existing));
            } else {
                findings.add(Finding.bad(
                        "data",
                        data + " does not exist, and this user can't make it in " + existing,
                        "make it, owned by the user that runs the server: install -d -m 0700 -o posthorn " + data));
            }
        } catch (IOException e) {
            findings.add(Finding.bad(
                    "data",
                    String.valueOf(CommandFailedException.of(e).getMessage()),
                    "run this as the user that runs the server"));
        }
        return findings;
    }

    private static Path nearestExisting(Path path) throws IOException {
        Path at = path.toAbsolutePath();
        while (!Files.exists(at)) {
            at = at.getParent();
            if (at == null) {
                throw new IOException(path + " is below nothing");
            }
        }
        return at.equals(path.toAbsolutePath()) ? path : at;
    }

    private void directory() throws IOException {
        String owner = Files.getOwner(data).getName();
        String user = System.getProperty("user.name", owner);
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(data);
        if (!Files.isDirectory(data)) {
            findings.add(Finding.bad("data", data + " is not a directory", "set data.dir to a directory"));
        } else if (!Files.isWritable(data)) {
            findings.add(
                    Finding.bad("data", data + " is not writable by " + user, "run this, and the server, as " + owner));
        } else if (mode.stream().anyMatch(WRITE_OF_OTHERS::contains)) {
            findings.add(Finding.bad(
                    "data",
                    data + " can be written by others (" + PosixFilePermissions.toString(mode) + ")",
                    "run: chmod 700 " + data));
        } else if (!owner.equals(user)) {
            findings.add(Finding.warn(
                    "data",
                    data + " belongs to " + owner + ", and this is " + user,
                    "run the server and its commands as " + owner + ", so that it can write what they make"));
        } else {
            findings.add(Finding.ok("data", data + " is writable, and by " + owner + " only"));
        }
    }

    private void disk(FileStore disk) throws IOException {
        long free = disk.getUsableSpace();
        String text = (free >> 20) + " MiB free, the floor is " + new ByteSize(floorBytes);
        String mend = "free some space, or lower store.free_space_floor";
        if (free < floorBytes) {
            findings.add(Finding.bad("disk", text + "; no mail is accepted", mend));
        } else if (free / 2 < floorBytes) {
            findings.add(Finding.warn("disk", text + "; below that no mail is accepted", mend));
        } else {
            findings.add(Finding.ok("disk", text));
        }
        if (FLEETING.contains(disk.type())) {
            findings.add(Finding.warn(
                    "file system",
                    "the data lies on " + disk.type() + ", which a restart of the machine empties",
                    "set data.dir to a directory on a disk"));
        } else if (REMOTE.contains(disk.type())) {
            findings.add(Finding.warn(
                    "file system",
                    "the data lies on " + disk.type() + ": a sync may be slow, or not be one",
                    "set data.dir to a directory on a local disk"));
        } else {
            findings.add(Finding.ok("file system", disk.type()));
        }
    }

    private void key() throws IOException {
        Path key = KeyFile.of(data);
        if (Files.exists(key)) {
            try {
                KeyFile.read(data);
                wrongKey()
                        .map(complaint -> Finding.bad("key", complaint, "the server does not start until then"))
                        .or(() -> Optional.of(Finding.ok("key", key + " is its owner's only")))
                        .ifPresent(findings::add);
            } catch (CommandFailedException e) {
                findings.add(
                        Finding.bad("key", String.valueOf(e.getMessage()), "the server does not start until then"));
            }
        } else if (running) {
            findings.add(Finding.bad(
                    "key",
                    key + " is missing; the server has read it, and the next start needs it",
                    "put it back from a backup"));
        } else {
            wrongKey()
                    .map(complaint -> Finding.bad("key", complaint, "the server does not start until then"))
                    .ifPresent(findings::add);
        }
    }

    /// Empty too for a key that is there while the store does not open, of which there is a finding of its own; a
    /// running server's is proven.
    private Optional<String> wrongKey() throws IOException {
        if (running || !KeyCheck.hasStore(data)) {
            return Optional.empty();
        }
        try (StillStore store = StillStore.open(files)) {
            return KeyCheck.complaint(data, store.reader());
        } catch (IOException e) {
            return Files.exists(KeyFile.of(data))
                    ? Optional.empty()
                    : Optional.of(KeyFile.of(data) + " is missing, and there is a store; put it back from a backup");
        }
    }

    private void store() {
        if (running) {
            try {
                JsonNode health = new AdminClient(files).ask(new ServerHealth.Request());
                damage(health.path("setAside").asLong(0));
                lostKeys(new KeyProof.Lost(
                        health.path("lostAccessKeys").asLong(0),
                        health.path("lostSigningDomains").asLong(0)));
                String trouble = health.path("trouble").asString("");
                findings.add(
                        trouble.isEmpty()
                                ? Finding.ok("server", "runs on the store and is ready")
                                : Finding.bad("server", "runs and is not ready: " + trouble, "see its log"));
            } catch (CommandFailedException e) {
                findings.add(Finding.bad(
                        "server", String.valueOf(e.getMessage()), "run this as the user that runs the server"));
            }
            return;
        }
        if (!Files.exists(data.resolve("store"))) {
            findings.add(Finding.ok("store", "there is none yet; the first start makes it"));
            return;
        }
        try (StillStore store = StillStore.open(files)) {
            Optional<String> refusal = StoreReader.refusal(store.directory());
            if (refusal.isPresent()) {
                findings.add(Finding.bad(
                        "store", refusal.get(), "restore a backup, or save what can be read: posthorn repair"));
            } else {
                findings.add(
                        Finding.ok("store", "opens, format " + store.reader().format() + "; no server runs"));
            }
            damage(store.reader().setAside());
            lostKeys(KeyCheck.lost(data, store.reader()));
        } catch (IOException e) {
            findings.add(Finding.bad(
                    "store",
                    String.valueOf(CommandFailedException.of(e).getMessage()),
                    "restore a backup, or save what can be read: posthorn repair"));
        }
    }

    private void damage(long setAside) {
        if (setAside > 0) {
            findings.add(Finding.warn(
                    "damage",
                    setAside + (setAside == 1 ? " record of the store is" : " records of the store are")
                            + " unreadable and set aside",
                    "posthorn check names them; look at the disk, and plan a stop for posthorn repair --in-place"));
        }
    }

    private void lostKeys(KeyProof.Lost lost) {
        if (lost.accessKeys() > 0) {
            findings.add(Finding.warn(
                    "lost access keys",
                    lost.accessKeys() + " can't be used: they are sealed under a key that is gone",
                    "posthorn key list shows them with usable false; make new ones with posthorn key create, then"
                            + " delete them"));
        }
        if (lost.signingDomains() > 0) {
            findings.add(Finding.warn(
                    "lost DKIM keys",
                    lost.signingDomains() + " identities that sign have keys sealed under a key that is gone: their"
                            + " mail waits",
                    "call VerifyDomainDkim for each and publish its new records"));
        }
    }
}
