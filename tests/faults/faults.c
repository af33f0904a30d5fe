/* What happens if the system fails at one certain step, or the process dies there?

A library to be preloaded.  Calls that change a file system, of paths and open files below the folder
FAULTS_BELOW, are counted once faults_arm() was called; the one with the number that was named fails,
writes less than it was given, or is the last thing that the process does.  Nothing else is changed.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FAIL = 0, FAIL_FROM_HERE = 1, SHORT = 2, KILL_BEFORE = 3, KILL_AFTER = 4, LEAVE = 5 };
#define LEFT 77 /* the status of a process that left */

static long counted, fault_at;
static int armed, fault_kind, fault_errno;
static char names[1 << 16]; /* of the calls that were counted, each in a line */
static size_t names_length;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* Count from here on; the call with this number (from 1, or 0 for none) meets this fault. */
void faults_arm(long at, int kind, int error) {
    counted = 0;
    names_length = 0;
    fault_at = at;
    fault_kind = kind;
    fault_errno = error;
    armed = 1;
}

/* Count no more; return how many calls there were. */
long faults_disarm(void) {
    armed = 0;
    return counted;
}

/* The names of the calls, a line each. */
const char *faults_names(void) {
    names[names_length] = 0;
    return names;
}

static int is_below(const char *path) {
    const char *folder = getenv("FAULTS_BELOW");
    return folder && *folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int concerns_file(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* A path may be relative to an open folder. */
static int concerns(int folder, const char *path) {
    return path[0] == '/' || folder == AT_FDCWD ? is_below(path) : concerns_file(folder);
}

static void die(void) {
    if (fault_kind == LEAVE) _exit(LEFT);
    kill(getpid(), SIGKILL);
}

/* Whether the call that begins is the one that meets the fault. */
static int is_hit(const char *name) {
    if (!armed) return 0;
    counted++;
    size_t length = strlen(name);
    if (names_length + length + 2 < sizeof names) {
        memcpy(names + names_length, name, length);
        names[names_length + length] = '\n';
        names_length += length + 1;
    }
    if (fault_at == 0) return 0;
    if (fault_kind == FAIL_FROM_HERE) return counted >= fault_at;
    if (counted != fault_at) return 0;
    if (fault_kind == KILL_BEFORE || fault_kind == LEAVE) die();
    return 1;
}

/* What a call that is hit does: it fails, or is made and then the last one. */
#define STEP(is_concerned, name, call) \
    do { \
        if (!(armed && (is_concerned) && is_hit(name))) return call; \
        if (fault_kind == FAIL || fault_kind == FAIL_FROM_HERE) { errno = fault_errno; return -1; } \
        if (fault_kind == SHORT) return call; \
        call; \
        die(); \
        return -1; \
    } while (0)

/* A call that frees room is not refused by a full disk. */
#define FREEING(is_concerned, name, call) \
    do { \
        if (fault_kind == FAIL_FROM_HERE) return call; \
        STEP(is_concerned, name, call); \
    } while (0)

/* A call that writes so many bytes may write half of them. */
#define WRITING(is_concerned, name, full, half) \
    do { \
        if (!(armed && (is_concerned) && is_hit(name))) return full; \
        if (fault_kind == FAIL || fault_kind == FAIL_FROM_HERE) { errno = fault_errno; return -1; } \
        if (fault_kind == SHORT) return half; \
        half; \
        die(); \
        return -1; \
    } while (0)

#define HALF(size) ((size) > 1 ? (size) / 2 : (size))

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    WRITING(concerns_file(file), "write", real(file, data, size), real(file, data, HALF(size)));
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    WRITING(concerns_file(file), "pwrite", real(file, data, size, at), real(file, data, HALF(size), at));
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    WRITING(concerns_file(file), "pwrite", real(file, data, size, at), real(file, data, HALF(size), at));
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    WRITING(concerns_file(file), "writev", real(file, parts, count), real(file, parts, HALF(count)));
}

ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    REAL(ssize_t, "sendfile", int, int, off_t *, size_t);
    WRITING(concerns_file(to), "sendfile", real(to, from, at, size), real(to, from, at, HALF(size)));
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t);
    WRITING(concerns_file(to), "sendfile", real(to, from, at, size), real(to, from, at, HALF(size)));
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t size, unsigned flags) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    WRITING(concerns_file(to), "copy_file_range", real(from, at, to, there, size, flags),
            real(from, at, to, there, HALF(size), flags));
}

int fsync(int file) {
    REAL(int, "fsync", int);
    STEP(concerns_file(file), "fsync", real(file));
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    STEP(concerns_file(file), "fdatasync", real(file));
}

int ftruncate(int file, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    STEP(concerns_file(file), "ftruncate", real(file, size));
}

int ftruncate64(int file, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    STEP(concerns_file(file), "ftruncate", real(file, size));
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    STEP(concerns(AT_FDCWD, to), "rename", real(from, to));
}

int renameat(int here, const char *from, int there, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    STEP(concerns(there, to), "rename", real(here, from, there, to));
}

int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    STEP(concerns(AT_FDCWD, to), "link", real(from, to));
}

int linkat(int here, const char *from, int there, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    STEP(concerns(there, to), "link", real(here, from, there, to, flags));
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    STEP(concerns(AT_FDCWD, path), "mkdir", real(path, mode));
}

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    STEP(concerns(folder, path), "mkdir", real(folder, path, mode));
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    FREEING(concerns(AT_FDCWD, path), "unlink", real(path));
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    FREEING(concerns(folder, path), "unlink", real(folder, path, flags));
}

int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    FREEING(concerns(AT_FDCWD, path), "rmdir", real(path));
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    REAL(int, "utimensat", int, const char *, const struct timespec *, int);
    STEP(concerns(folder, path), "utime", real(folder, path, times, flags));
}

#define OPENING(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))
#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags)
    REAL(int, "open", const char *, int, ...);
    STEP(OPENING(flags) && concerns(AT_FDCWD, path), "open", real(path, flags, mode));
}

int open64(const char *path, int flags, ...) {
    MODE(flags)
    REAL(int, "open64", const char *, int, ...);
    STEP(OPENING(flags) && concerns(AT_FDCWD, path), "open", real(path, flags, mode));
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags)
    REAL(int, "openat", int, const char *, int, ...);
    STEP(OPENING(flags) && concerns(folder, path), "open", real(folder, path, flags, mode));
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags)
    REAL(int, "openat64", int, const char *, int, ...);
    STEP(OPENING(flags) && concerns(folder, path), "open", real(folder, path, flags, mode));
}
