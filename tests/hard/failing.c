/* Preloaded into a program: the n-th call that changes something below a folder fails, or kills the program.
 *
 * hard_arm(folder, kinds, number, error): from now on calls of these kinds are counted; the one with this number, and
 * with number < 0 every one from -number on, fails with this errno; error 0 means SIGKILL, in the middle of a write.
 * hard_calls(): how many were counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, RENAME = 8 };

static char folder[PATH_MAX];
static int kinds, failing_error;
static long failing, counted;

void hard_arm(const char *below, int which, long number, int error)
{
    snprintf(folder, sizeof folder, "%s", below);
    kinds = which;
    failing = number;
    failing_error = error;
    counted = 0;
}

long hard_calls(void) { return counted; }

static int fails(int kind, const char *path)
{
    if (!(kinds & kind) || !path || strncmp(path, folder, strlen(folder)))
        return 0;
    counted++;
    return failing > 0 ? counted == failing : failing < 0 && counted >= -failing;
}

static int fails_at(int kind, int file)
{
    char link[64], path[PATH_MAX];
    if (!(kinds & kind))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(kind, path);
}

static int refused(void)
{
    if (!failing_error)
        kill(getpid(), SIGKILL);
    errno = failing_error;
    return -1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* A half of what was to be written is, as when the disk is full or the program is killed. */
#define WRITING(name, parameters, arguments, half)                                                                     \
    ssize_t name parameters                                                                                            \
    {                                                                                                                  \
        REAL(name);                                                                                                    \
        if (fails_at(WRITE, file)) {                                                                                   \
            if (count > 1 && (!failing_error || failing_error == ENOSPC))                                              \
                real half;                                                                                             \
            return refused();                                                                                          \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }

WRITING(write, (int file, const void *data, size_t count), (file, data, count), (file, data, count / 2))
WRITING(pwrite, (int file, const void *data, size_t count, off_t at), (file, data, count, at), (file, data, count / 2, at))
WRITING(pwrite64, (int file, const void *data, size_t count, off64_t at), (file, data, count, at),
        (file, data, count / 2, at))

#define CHANGING(kind, test, name, parameters, arguments)                                                              \
    int name parameters                                                                                                \
    {                                                                                                                  \
        REAL(name);                                                                                                    \
        return test(kind, file) ? refused() : real arguments;                                                          \
    }

CHANGING(SYNC, fails_at, fsync, (int file), (file))
CHANGING(SYNC, fails_at, fdatasync, (int file), (file))
CHANGING(WRITE, fails_at, ftruncate, (int file, off_t length), (file, length))
CHANGING(WRITE, fails_at, ftruncate64, (int file, off64_t length), (file, length))
CHANGING(RENAME, fails, rename, (const char *file, const char *name), (file, name))
CHANGING(RENAME, fails, link, (const char *file, const char *name), (file, name))
CHANGING(RENAME, fails, unlink, (const char *file), (file))

#define OPENING(name)                                                                                                  \
    int name(const char *file, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                        \
        va_end(rest);                                                                                                  \
        REAL(name);                                                                                                    \
        return fails(OPEN, file) ? refused() : real(file, flags, mode);                                                \
    }

OPENING(open)
OPENING(open64)
