/*
 * A disk whose power can be cut: preloaded into a process, it writes down what the process does to the files below one
 * directory, so that a test can build what a cut at any moment leaves; and it fails calls as a broken or full disk does.
 *
 *   CUT_ROOT     the directory
 *   CUT_JOURNAL  the file that it is written down in (see CutJournal.java)
 *   CUT_FAULT    "KIND FIRST COUNT ERRNO": of the calls of a kind (w write, s sync, n names: open of a new file, rename,
 *                p read) on files whose path has "store" in it, COUNT fail from the FIRSTth (from 1) on
 *
 * Nothing is synced in truth, since the power stays on; a sync only takes a little time. A failing write writes the
 * first half, as a full disk does, before the next call fails.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 65536
#define REAL(result, name, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) { \
        real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name); \
    }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static uint32_t handles[DESCRIPTORS]; /* 0: not below the root */
static char faulty[DESCRIPTORS];
static uint32_t last_handle;
static uint64_t last_sync;
static char fault_kind;
static long fault_first, fault_count, fault_calls;
static int fault_errno;

static ssize_t plain_write(int fd, const void *bytes, size_t count) {
    REAL(ssize_t, write, int, const void *, size_t)
    return real_write(fd, bytes, count);
}

__attribute__((constructor)) static void begin(void) {
    const char *directory = getenv("CUT_ROOT");
    const char *file = getenv("CUT_JOURNAL");
    const char *fault = getenv("CUT_FAULT");
    if (!directory || !file) {
        return;
    }
    REAL(int, open, const char *, int, ...)
    /* Programs that the process starts begin here, too. */
    journal = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fault) {
        sscanf(fault, "%c %ld %ld %d", &fault_kind, &fault_first, &fault_count, &fault_errno);
    }
    snprintf(root, sizeof root, "%s/", directory);
    root_length = strlen(root);
}

static const char *below(const char *path) {
    return root_length && path && strncmp(path, root, root_length) == 0 ? path + root_length : NULL;
}

static uint32_t handle_of(int fd) {
    return fd >= 0 && fd < DESCRIPTORS ? handles[fd] : 0;
}

/* The rest is called with the lock held. */

static void note(char type, uint32_t handle, uint64_t number, const void *bytes, uint32_t length) {
    struct __attribute__((packed)) { char type; uint32_t handle; uint64_t number; uint32_t length; } head =
            {type, handle, number, length};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
    ssize_t whole = (ssize_t)(sizeof head + length);
    if (writev(journal, parts, length ? 2 : 1) != whole) {
        abort();
    }
}

static void note_names(char type, const char *from, const char *to) {
    char both[2 * PATH_MAX];
    int length = snprintf(both, sizeof both, "%s%c%s", from, 0, to);
    note(type, 0, 0, both, (uint32_t)length);
}

static int fault(char kind, int applies) {
    if (kind != fault_kind || !applies) {
        return 0;
    }
    fault_calls++;
    int fails = fault_calls >= fault_first && fault_calls < fault_first + fault_count;
    if (fails && fault_calls == fault_first) {
        note('F', 0, 0, NULL, 0);
    }
    return fails ? fault_errno : 0;
}

static int fails(int error) {
    errno = error;
    return -1;
}

static int opened(int fd, const char *name, int is_new, int flags) {
    if (fd < 0 || fd >= DESCRIPTORS) {
        return fd;
    }
    handles[fd] = ++last_handle;
    faulty[fd] = strstr(name, "store") != NULL;
    note('O', last_handle, (uint64_t)(is_new ? 1 : 0) | (flags & O_TRUNC ? 2 : 0), name, (uint32_t)strlen(name));
    return fd;
}

int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...)
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    const char *name = below(path);
    if (!name) {
        return real_open(path, flags, mode);
    }
    pthread_mutex_lock(&lock);
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
    int error = is_new ? fault('n', strstr(name, "store") != NULL) : 0;
    int fd = error ? fails(error) : opened(real_open(path, flags, mode), name, is_new, flags);
    pthread_mutex_unlock(&lock);
    return fd;
}

int open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list more;
        va_start(more, flags);
        mode = va_arg(more, mode_t);
        va_end(more);
    }
    return open(path, flags, mode);
}

int close(int fd) {
    REAL(int, close, int)
    if (handle_of(fd)) {
        handles[fd] = 0;
    }
    return real_close(fd);
}

static ssize_t written(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t)
    pthread_mutex_lock(&lock);
    ssize_t done;
    int error = fault('w', faulty[fd]);
    if (error && !(fault_calls == fault_first && count > 1)) {
        done = fails(error);
    } else {
        size_t some = error ? count / 2 : count;
        done = offset < 0 ? plain_write(fd, bytes, some) : real_pwrite(fd, bytes, some, offset);
        if (done > 0) {
            off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) - done : offset;
            note('W', handles[fd], (uint64_t)at, bytes, (uint32_t)done);
        }
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    return handle_of(fd) ? written(fd, bytes, count, -1) : plain_write(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t)
    return handle_of(fd) ? written(fd, bytes, count, offset) : real_pwrite(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite(fd, bytes, count, offset);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t offset) {
    REAL(ssize_t, pread, int, void *, size_t, off_t)
    if (handle_of(fd) && fault_kind == 'p') {
        pthread_mutex_lock(&lock);
        int error = fault('p', faulty[fd]);
        pthread_mutex_unlock(&lock);
        if (error) {
            return fails(error);
        }
    }
    return real_pread(fd, bytes, count, offset);
}

ssize_t pread64(int fd, void *bytes, size_t count, off_t offset) {
    return pread(fd, bytes, count, offset);
}

int ftruncate(int fd, off_t size) {
    REAL(int, ftruncate, int, off_t)
    if (!handle_of(fd)) {
        return real_ftruncate(fd, size);
    }
    pthread_mutex_lock(&lock);
    int result = real_ftruncate(fd, size);
    if (result == 0) {
        note('T', handles[fd], (uint64_t)size, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int fd, off_t size) {
    return ftruncate(fd, size);
}

static int synced(int fd) {
    pthread_mutex_lock(&lock);
    uint64_t sync = ++last_sync;
    note('B', handles[fd], sync, NULL, 0);
    int error = fault('s', faulty[fd]);
    pthread_mutex_unlock(&lock);
    usleep(300);
    pthread_mutex_lock(&lock);
    note('E', (uint32_t)error, sync, NULL, 0);
    pthread_mutex_unlock(&lock);
    return error ? fails(error) : 0;
}

int fsync(int fd) {
    REAL(int, fsync, int)
    return handle_of(fd) ? synced(fd) : real_fsync(fd);
}

int fdatasync(int fd) {
    REAL(int, fdatasync, int)
    return handle_of(fd) ? synced(fd) : real_fdatasync(fd);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *)
    const char *old = below(from);
    const char *name = below(to);
    if (!old || !name) {
        return real_rename(from, to);
    }
    pthread_mutex_lock(&lock);
    int error = fault('n', strstr(name, "store") != NULL);
    int result = error ? fails(error) : real_rename(from, to);
    if (result == 0) {
        note_names('R', old, name);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *)
    const char *old = below(from);
    const char *name = below(to);
    if (!old || !name) {
        return real_link(from, to);
    }
    pthread_mutex_lock(&lock);
    int result = real_link(from, to);
    if (result == 0) {
        note_names('L', old, name);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static int named(int result, char type, const char *name) {
    if (result == 0) {
        note_names(type, name, "");
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) {
    REAL(int, unlink, const char *)
    const char *name = below(path);
    if (!name) {
        return real_unlink(path);
    }
    pthread_mutex_lock(&lock);
    return named(real_unlink(path), 'U', name);
}

int rmdir(const char *path) {
    REAL(int, rmdir, const char *)
    const char *name = below(path);
    if (!name) {
        return real_rmdir(path);
    }
    pthread_mutex_lock(&lock);
    return named(real_rmdir(path), 'U', name);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t)
    const char *name = below(path);
    if (!name) {
        return real_mkdir(path, mode);
    }
    pthread_mutex_lock(&lock);
    return named(real_mkdir(path, mode), 'M', name);
}
