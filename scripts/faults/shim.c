/* Lets one system call below a folder fail, as a full or failing disk would.
 *
 * Loaded with LD_PRELOAD by fault_injection.py, which says through a shared page which kind of
 * call, the how-manyth, with which error, and whether all later ones of its kind fail too. Counts
 * every call of every kind meanwhile. What the C library calls within itself does not come by
 * here; so fopen, fwrite, fflush and fclose are taken as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE, SYNC, RENAME, OPEN, FOLDER, REMOVE, READ, SIZE, CLOSE, KINDS };

/* As PAGE in fault_injection.py has it. */
struct page {
    char root[1024];  /* calls elsewhere are none of ours; empty = all off */
    int32_t kind;     /* that fails; -1 = none, only count */
    int32_t error;    /* errno; 0 = half of what was to be written is */
    int64_t at;       /* from 1 */
    int64_t stays;    /* whether later ones fail too */
    int64_t counts[KINDS];
    int64_t failed;
    char where[1024]; /* the first that failed */
};

static struct page *page;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_PAGE");
    int fd = path ? (int)((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, O_RDWR)
                  : -1;
    if (fd < 0) return;
    void *found = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (found != MAP_FAILED) page = found;
}

static int ours(const char *path) {
    return page && page->root[0] && !strncmp(path, page->root, strlen(page->root));
}

/* Whether this call is to fail; errno is set then. */
static int fails(enum kind kind, const char *path) {
    if (!ours(path)) return 0;
    int64_t number = __atomic_add_fetch(&page->counts[kind], 1, __ATOMIC_SEQ_CST);
    if ((int)kind != page->kind) return 0;
    if (number != page->at && !(page->stays && number > page->at)) return 0;
    if (__atomic_fetch_add(&page->failed, 1, __ATOMIC_SEQ_CST) == 0)
        snprintf(page->where, sizeof page->where, "%s", path);
    errno = page->error;
    return 1;
}

static const char *path_of(int fd, char *room, size_t size) {
    char link[64];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, room, size - 1);
    errno = before;
    room[length < 0 ? 0 : length] = 0;
    return room;
}

static int fd_fails(enum kind kind, int fd) {
    char room[1024];
    if (!page || !page->root[0]) return 0;
    return fails(kind, path_of(fd, room, sizeof room));
}

static int at_fails(enum kind kind, int folder, const char *path) {
    char room[1024], whole[2100];
    if (!page || !page->root[0] || !path) return 0;
    if (path[0] == '/') return fails(kind, path);
    if (folder == AT_FDCWD) return 0;
    snprintf(whole, sizeof whole, "%s/%s", path_of(folder, room, sizeof room), path);
    return fails(kind, whole);
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* -- writing: with error 0 half of it is written, which is allowed and must be gone on with -- */

#define WRITES(name, head, rest, fd, count, half) \
    ssize_t name head { \
        NEXT(name); \
        if (fd_fails(WRITE, fd)) { \
            if (page->error) return -1; \
            if (count > 1) half; \
        } \
        return next rest; \
    }

WRITES(write, (int fd, const void *data, size_t count), (fd, data, count), fd, count, count /= 2)
WRITES(pwrite, (int fd, const void *data, size_t count, off_t place), (fd, data, count, place), fd,
       count, count /= 2)
WRITES(pwrite64, (int fd, const void *data, size_t count, off64_t place), (fd, data, count, place),
       fd, count, count /= 2)
WRITES(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), fd, count,
       count /= 2)

WRITES(sendfile, (int out, int in, off_t *place, size_t count), (out, in, place, count), out, count,
       count /= 2)
WRITES(sendfile64, (int out, int in, off64_t *place, size_t count), (out, in, place, count), out,
       count, count /= 2)

static int writes(FILE *stream) {
    return stream && (fcntl(fileno(stream), F_GETFL) & O_ACCMODE) != O_RDONLY;
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *stream) {
    NEXT(fwrite);
    if (fd_fails(WRITE, fileno(stream)) && page->error) return 0;
    return next(data, size, count, stream);
}

int fflush(FILE *stream) {
    NEXT(fflush);
    if (writes(stream) && fd_fails(WRITE, fileno(stream)) && page->error) return EOF;
    return next(stream);
}

int fclose(FILE *stream) {
    NEXT(fclose);
    int failed = writes(stream) && fd_fails(WRITE, fileno(stream)) && page->error;
    int result = next(stream);
    if (failed) errno = page->error;
    return failed ? EOF : result;
}

/* -- everything else -- */

#define CALL(kind, type, bad, name, head, rest, test) \
    type name head { \
        NEXT(name); \
        if (test && page->error) return bad; \
        return next rest; \
    }

CALL(SYNC, int, -1, fsync, (int fd), (fd), fd_fails(SYNC, fd))
CALL(SYNC, int, -1, fdatasync, (int fd), (fd), fd_fails(SYNC, fd))
CALL(SIZE, int, -1, ftruncate, (int fd, off_t size), (fd, size), fd_fails(SIZE, fd))
CALL(SIZE, int, -1, ftruncate64, (int fd, off64_t size), (fd, size), fd_fails(SIZE, fd))
CALL(READ, ssize_t, -1, read, (int fd, void *data, size_t size), (fd, data, size),
     fd_fails(READ, fd))
CALL(READ, ssize_t, -1, pread, (int fd, void *data, size_t size, off_t place),
     (fd, data, size, place), fd_fails(READ, fd))
CALL(READ, ssize_t, -1, pread64, (int fd, void *data, size_t size, off64_t place),
     (fd, data, size, place), fd_fails(READ, fd))
CALL(READ, size_t, 0, fread, (void *data, size_t size, size_t count, FILE *stream),
     (data, size, count, stream), fd_fails(READ, fileno(stream)))
CALL(RENAME, int, -1, rename, (const char *from, const char *to), (from, to),
     at_fails(RENAME, AT_FDCWD, to))
CALL(RENAME, int, -1, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to),
     at_fails(RENAME, b, to))
CALL(RENAME, int, -1, renameat2,
     (int a, const char *from, int b, const char *to, unsigned int flags), (a, from, b, to, flags),
     at_fails(RENAME, b, to))
CALL(FOLDER, int, -1, mkdir, (const char *path, mode_t mode), (path, mode),
     at_fails(FOLDER, AT_FDCWD, path))
CALL(FOLDER, int, -1, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode),
     at_fails(FOLDER, fd, path))
CALL(REMOVE, int, -1, unlink, (const char *path), (path), at_fails(REMOVE, AT_FDCWD, path))
CALL(REMOVE, int, -1, unlinkat, (int fd, const char *path, int flags), (fd, path, flags),
     at_fails(REMOVE, fd, path))
CALL(REMOVE, int, -1, rmdir, (const char *path), (path), at_fails(REMOVE, AT_FDCWD, path))

int close(int fd) {
    NEXT(close);
    int flags = page && page->root[0] ? fcntl(fd, F_GETFL) : -1;
    int failed = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fd_fails(CLOSE, fd);
    int result = next(fd); /* as Linux does: gone, whatever it says */
    if (failed && page->error) {
        errno = page->error;
        return -1;
    }
    return result;
}

#define OPENS(name, head, rest, test) \
    int name head { \
        NEXT(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        if (test && page->error) return -1; \
        return next rest; \
    }

OPENS(open, (const char *path, int flags, ...), (path, flags, mode),
      at_fails(OPEN, AT_FDCWD, path))
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode),
      at_fails(OPEN, AT_FDCWD, path))
OPENS(openat, (int fd, const char *path, int flags, ...), (fd, path, flags, mode),
      at_fails(OPEN, fd, path))
OPENS(openat64, (int fd, const char *path, int flags, ...), (fd, path, flags, mode),
      at_fails(OPEN, fd, path))

CALL(OPEN, FILE *, NULL, fopen, (const char *path, const char *mode), (path, mode),
     at_fails(OPEN, AT_FDCWD, path))
CALL(OPEN, FILE *, NULL, fopen64, (const char *path, const char *mode), (path, mode),
     at_fails(OPEN, AT_FDCWD, path))
