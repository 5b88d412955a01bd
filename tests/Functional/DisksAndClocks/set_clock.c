/*
 * Stands before the C library's wall clock (LD_PRELOAD) and puts it off by as many seconds as the file SET_CLOCK_FILE says now: eight bytes
 * in the machine's order, written in place. As on a machine whose clock is set, the monotonic clock stays as it is, and a wait lasts as
 * long as it was meant to: an end told by the wall's clock is put back to the kernel's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* glibc keeps in a condition's flags that its waits end by the monotonic clock. */
#define BY_MONOTONIC_CLOCK 2u

#define REAL(name) ((__typeof__(&name))real(#name, &next_##name))

static volatile const int64_t *seconds_off;

static void *real(const char *name, void **known)
{
    if (*known == NULL)
        *known = dlsym(RTLD_NEXT, name);
    return *known;
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("SET_CLOCK_FILE");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0)
        close(file);
    if (page == MAP_FAILED)
        abort();
    seconds_off = page;
}

static int64_t off(void)
{
    return seconds_off == NULL ? 0 : *seconds_off;
}

static struct timespec kernels(const struct timespec *end)
{
    struct timespec its = *end;
    its.tv_sec -= off();
    return its;
}

static void *next_clock_gettime, *next_gettimeofday, *next_time, *next_timespec_get;
static void *next_pthread_cond_timedwait, *next_pthread_cond_clockwait, *next_pthread_mutex_timedlock, *next_sem_timedwait;

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = REAL(clock_gettime)(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += off();
    return result;
}

int gettimeofday(struct timeval *now, void *zone)
{
    int result = REAL(gettimeofday)(now, zone);
    if (result == 0)
        now->tv_sec += off();
    return result;
}

time_t time(time_t *now)
{
    time_t result = REAL(time)(NULL) + off();
    if (now != NULL)
        *now = result;
    return result;
}

int timespec_get(struct timespec *now, int base)
{
    int result = REAL(timespec_get)(now, base);
    if (result == TIME_UTC)
        now->tv_sec += off();
    return result;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *end)
{
    struct timespec its = condition->__data.__wrefs & BY_MONOTONIC_CLOCK ? *end : kernels(end);
    return REAL(pthread_cond_timedwait)(condition, mutex, &its);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *end)
{
    struct timespec its = clock == CLOCK_REALTIME ? kernels(end) : *end;
    return REAL(pthread_cond_clockwait)(condition, mutex, clock, &its);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *end)
{
    struct timespec its = kernels(end);
    return REAL(pthread_mutex_timedlock)(mutex, &its);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *end)
{
    struct timespec its = kernels(end);
    return REAL(sem_timedwait)(semaphore, &its);
}
