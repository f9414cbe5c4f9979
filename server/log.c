#include "server/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {
	[LEVEL_INFO] = "info",
	[LEVEL_WARN] = "warn",
	[LEVEL_ERROR] = "error",
};

static atomic_uint dropped;

/* Room is kept for the closing brace and newline: a field that does not fit whole is left out whole. */
struct line {
	char text[LOG_LINE_MAX];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void put(struct line *line, const char *format, ...)
{
	va_list arguments;
	size_t room = sizeof line->text - 2 - line->used;

	va_start(arguments, format);
	int n = vsnprintf(line->text + line->used, room, format, arguments);
	va_end(arguments);
	if (n > 0 && (size_t)n < room)
		line->used += (size_t)n;
}

static void put_time(struct line *line)
{
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	put(line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", utc.tm_year + 1900, utc.tm_mon + 1,
	    utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(now.tv_nsec / 1000000));
}

static bool may_be_shown(const char *text)
{
	size_t n = strnlen(text, LOG_TEXT_MAX + 1);

	for (size_t i = 0; i < n; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return n <= LOG_TEXT_MAX;
}

/* out holds twice LOG_TEXT_MAX: every byte may need a backslash. */
static void json_text(const char *text, char *out)
{
	while (*text) {
		size_t digits = strspn(text, "0123456789");
		size_t n = digits ? digits : 1;

		if (digits >= LOG_DIGITS) {
			memset(out, '#', n);
		} else {
			if (*text == '"' || *text == '\\')
				*out++ = '\\';
			memcpy(out, text, n);
		}
		text += n;
		out += n;
	}
	*out = '\0';
}

static void put_field(struct line *line, const struct log_field *field)
{
	char text[2 * LOG_TEXT_MAX + 1] = "(withheld)";

	if (!field->is_text) {
		put(line, ",\"%s\":%lld", field->name, (long long)field->number);
		return;
	}
	if (!field->text || may_be_shown(field->text))
		json_text(field->text ? field->text : "", text);
	put(line, ",\"%s\":\"%s\"", field->name, text);
}

/* A pipe that polls writable takes PIPE_BUF bytes, more than a line, without waiting. */
_Static_assert(LOG_LINE_MAX <= 4096, "a line goes into a pipe whole");

static bool line_out(const struct line *line)
{
	struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (poll(&out, 1, 0) != 1 || !(out.revents & POLLOUT))
		return false;
	return write(STDERR_FILENO, line->text, line->used) == (ssize_t)line->used;
}

void log_event(enum log_level level, const char *event, const char *request, const struct log_field *fields,
	       size_t count)
{
	struct line line = {.used = 0};
	unsigned before = atomic_exchange(&dropped, 0);

	put_time(&line);
	put(&line, ",\"level\":\"%s\",\"event\":\"%s\"", level_names[level], event);
	if (request)
		put(&line, ",\"request\":\"%s\"", request);
	if (before)
		put(&line, ",\"dropped\":%u", before);
	for (size_t i = 0; i < count; i++)
		put_field(&line, &fields[i]);
	memcpy(line.text + line.used, "}\n", 2);
	line.used += 2;
	if (!line_out(&line))
		atomic_fetch_add(&dropped, before + 1);
}
