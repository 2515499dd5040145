/* Preloaded: fsync and fdatasync answer EIO for files whose path holds $FAULT_PATH, from call $FAULT_FROM on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int calls;

static int is_faulty(int descriptor) {
    const char *part = getenv("FAULT_PATH"), *from = getenv("FAULT_FROM");
    char link[64], path[PATH_MAX];
    if (part == NULL || *part == '\0') return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return strstr(path, part) != NULL && ++calls >= (from == NULL ? 1 : atoi(from));
}

static int sync_or_fail(const char *name, int descriptor) {
    int (*true_call)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (is_faulty(descriptor)) {
        errno = EIO;
        return -1;
    }
    return true_call(descriptor);
}

int fsync(int descriptor) { return sync_or_fail("fsync", descriptor); }
int fdatasync(int descriptor) { return sync_or_fail("fdatasync", descriptor); }
