#include "client/escpos.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "proto/span.h"

enum { BAND_ROWS = 128, LOOK_MS = 50, ANSWER_MASK = 0x93, ANSWER = 0x12, ASK_PRINTER = 1, ASK_OFFLINE = 2, ASK_PAPER = 4, ASKS = 5 };

static int64_t clock_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static bool wait_for(int fd, short events, int64_t until_ms)
{
	struct pollfd file = {.fd = fd, .events = events};
	const int64_t left = until_ms - clock_ms();
	return left > 0 && poll(&file, 1, (int)left) > 0;
}

/* ---- the device ---- */

static enum escpos open_error(void)
{
	return errno == EACCES || errno == EPERM || errno == EBUSY ? ESCPOS_DENIED : ESCPOS_ABSENT;
}

/* What is looked at first is never written to by mistake: a file would lose its content. */
static enum escpos open_device(const char *path, int *fd)
{
	struct stat is;
	struct termios line;
	if (stat(path, &is) != 0)
		return open_error();
	if (!S_ISCHR(is.st_mode))
		return ESCPOS_OTHER;
	*fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return open_error();
	if (tcgetattr(*fd, &line) == 0) {
		cfmakeraw(&line);
		tcsetattr(*fd, TCSANOW, &line);
	}
	return ESCPOS_PRINTED;
}

/* ---- what it says of itself ---- */

/* Where several hold, the first is what a person can do something about. The bits are those of DLE EOT n. */
static const struct cause {
	uint8_t ask, mask;
	enum escpos how;
} causes[] = {
    {ASK_OFFLINE, 0x04, ESCPOS_COVER}, {ASK_PAPER, 0x60, ESCPOS_PAPER},     {ASK_OFFLINE, 0x20, ESCPOS_PAPER},
    {ASK_OFFLINE, 0x40, ESCPOS_FAULT}, {ASK_PRINTER, 0x08, ESCPOS_OFFLINE},
};

/* Bytes that are no answer to DLE EOT are passed over: a printer may report by itself. */
static bool ask(int fd, uint8_t what, uint8_t *answer)
{
	const uint8_t question[] = {0x10, 0x04, what};
	const int64_t until_ms = clock_ms() + ESCPOS_STATUS_MS;
	uint8_t byte;
	while (read(fd, &byte, 1) == 1 && clock_ms() < until_ms)
		; /* of before */
	if (write(fd, question, sizeof question) != (ssize_t)sizeof question)
		return false;
	while (wait_for(fd, POLLIN, until_ms)) {
		const ssize_t n = read(fd, &byte, 1);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (n == 1 && (byte & ANSWER_MASK) == ANSWER) {
			*answer = byte;
			return true;
		}
	}
	return false;
}

static enum escpos status(int fd)
{
	static const uint8_t asked[] = {ASK_PRINTER, ASK_OFFLINE, ASK_PAPER};
	uint8_t answers[ASKS] = {0};
	for (size_t i = 0; i < sizeof asked && ask(fd, asked[i], &answers[asked[i]]); i++)
		;
	for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
		if ((answers[causes[i].ask] & causes[i].mask) != 0)
			return causes[i].how;
	return ESCPOS_PRINTED;
}

/* ---- printing ---- */

/* silent_ms: until when it may be, moved on whenever something was taken. */
struct job {
	int fd;
	int64_t silent_ms, until_ms;
	enum escpos how;
};

static void took(struct job *job)
{
	job->silent_ms = clock_ms() + ESCPOS_SILENT_MS;
	if (job->silent_ms > job->until_ms)
		job->silent_ms = job->until_ms;
}

static void put(struct job *job, struct span bytes)
{
	while (bytes.n > 0 && job->how == ESCPOS_PRINTED) {
		const ssize_t n = write(job->fd, bytes.p, bytes.n);
		if (n > 0) {
			bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
			took(job);
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			job->how = errno == ENOSPC ? ESCPOS_PAPER : ESCPOS_LOST;
		} else if (clock_ms() >= job->silent_ms) {
			job->how = ESCPOS_HUNG;
		} else {
			wait_for(job->fd, POLLOUT, clock_ms() + LOOK_MS); /* not every driver wakes who waits for room */
		}
	}
}

/* GS v 0. In bands: small printers hold no whole picture. */
static void put_picture(struct job *job, const struct raster *raster)
{
	const unsigned wide = raster->dots / 8;
	for (unsigned at = 0, rows; at < raster->rows; at += rows) {
		rows = raster->rows - at < BAND_ROWS ? raster->rows - at : BAND_ROWS;
		const uint8_t head[] = {0x1d, 'v', '0', 0, (uint8_t)wide, (uint8_t)(wide >> 8), (uint8_t)rows, (uint8_t)(rows >> 8)};
		put(job, span_of(head, sizeof head));
		put(job, span_of(raster->bits + (size_t)at * wide, (size_t)rows * wide));
	}
}

/* Until the device has all of it: closing lp0 drops the last write, and closing a line waits half a minute for what it holds. */
static void settle(struct job *job)
{
	int held = 0;
	if (job->how == ESCPOS_PRINTED && !wait_for(job->fd, POLLOUT, job->silent_ms))
		job->how = ESCPOS_HUNG;
	while (job->how == ESCPOS_PRINTED && ioctl(job->fd, TIOCOUTQ, &held) == 0 && held > 0) {
		if (clock_ms() >= job->silent_ms)
			job->how = ESCPOS_HUNG;
		poll(NULL, 0, 10);
	}
	if (job->how != ESCPOS_PRINTED)
		tcflush(job->fd, TCOFLUSH);
}

enum escpos escpos_print(const char *device, const struct raster *raster)
{
	static const char begin[] = "\x1b@", end[] = "\x1b" "d\x03\x1dVB";
	int fd;
	enum escpos how = open_device(device, &fd);
	if (how != ESCPOS_PRINTED)
		return how;
	struct job job = {.fd = fd, .how = status(fd)};
	job.until_ms = clock_ms() + ESCPOS_JOB_MS;
	took(&job);
	put(&job, span_of(begin, sizeof begin - 1));
	put_picture(&job, raster);
	put(&job, span_of(end, sizeof end)); /* its zero too: GS V B 0 */
	settle(&job);
	close(fd);
	return job.how;
}
