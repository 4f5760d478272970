// Preloaded into a program that writes to a store: lets the disk be full, or the power go, at one of its writes.
//   FAULT_AT=N       the N-th call below that changes something under a path with /store/ in it
//   FAULT_KIND=full  fails with ENOSPC, and so do all behind it: a full disk stays full
//   FAULT_KIND=once  fails with ENOSPC, the ones behind it do not
//   FAULT_KIND=kill  the process dies there; of a write half the bytes are written
//   FAULT_COUNT=FILE the number of such calls is written there at the end
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;

static int is_store(const char *path) { return path && strstr(path, "/store") != 0; }

static int is_store_file(int file)
{
    char name[64], target[PATH_MAX];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, target, sizeof target - 1);
    if (length < 0)
        return 0;
    target[length] = 0;
    return is_store(target);
}

static const char *kind(void) { const char *value = getenv("FAULT_KIND"); return value ? value : ""; }

// 1 when this call is to fail; does not return when the process is to die and nothing of the call is to happen.
static int fault(int is_write)
{
    const char *at = getenv("FAULT_AT");
    long number = ++calls;
    long wanted = at ? atol(at) : 0;
    if (wanted == 0 || number < wanted)
        return 0;
    if (strcmp(kind(), "kill") == 0 && number == wanted && !is_write)
        raise(SIGKILL);
    if (strcmp(kind(), "full") == 0 || (strcmp(kind(), "once") == 0 && number == wanted)) {
        errno = ENOSPC;
        return 1;
    }
    return strcmp(kind(), "kill") == 0 && number == wanted;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// A full disk opens what is there; it is making a file that needs room.
static int opens(const char *path, int flags) { return (flags & O_CREAT) && is_store(path) && access(path, F_OK) != 0 && fault(0); }

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        return opens(path, flags) ? -1 : REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *bytes, size_t count)
{
    if (!is_store_file(file) || !fault(1))
        return REAL(write)(file, bytes, count);
    if (strcmp(kind(), "kill") != 0)
        return -1;
    REAL(write)(file, bytes, count / 2);
    raise(SIGKILL);
    return -1;
}

#define PWRITE(name) \
    ssize_t name(int file, const void *bytes, size_t count, off_t offset) \
    { \
        if (!is_store_file(file) || !fault(1)) \
            return REAL(name)(file, bytes, count, offset); \
        if (strcmp(kind(), "kill") != 0) \
            return -1; \
        REAL(name)(file, bytes, count / 2, offset); \
        raise(SIGKILL); \
        return -1; \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

int rename(const char *from, const char *to) { return is_store(to) && fault(0) ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return is_store(path) && fault(0) ? -1 : REAL(mkdir)(path, mode); }
// A full disk still lets files go; only the power is of interest here.
int unlink(const char *path)
{
    if (is_store(path) && strcmp(kind(), "kill") == 0)
        fault(0);
    return REAL(unlink)(path);
}

__attribute__((destructor)) static void tell(void)
{
    const char *file = getenv("FAULT_COUNT");
    if (!file)
        return;
    FILE *out = fopen(file, "w");
    if (out) {
        fprintf(out, "%ld\n", calls);
        fclose(out);
    }
}
