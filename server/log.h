/* server/log.h - one JSON object a line on standard error, for the journal.
 *
 * {"time":"2020-03-10T02:00:00.123Z","level":"warn","event":"http_refused","request":"9f...","status":400}
 *
 * Nothing personal gets out (threat 35): a text is written only if it is printable ASCII of at most LOG_TEXT_MAX
 * bytes, else "(withheld)" stands in its place, and a run of LOG_DIGITS or more digits (mobile and identity
 * numbers) is written as #. Give numbers, codes and names of our own, never what somebody typed.
 *
 * A line is one write of at most LOG_LINE_MAX bytes. When nobody reads standard error the line is dropped, not
 * waited for, and the next one that gets out says how many were ("dropped"). Any thread may call. */
#ifndef GUOSUO_SERVER_LOG_H
#define GUOSUO_SERVER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOG_LINE_MAX = 1024, LOG_TEXT_MAX = 96, LOG_DIGITS = 11 };

enum log_level { LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR };

/* Names and texts are borrowed for the call; a NULL text is written as an empty one. */
struct log_field {
	const char *name;
	bool is_text;
	const char *text;
	int64_t number;
};

/* event and field names are identifiers of ours. request is a request's id or NULL. */
void log_event(enum log_level level, const char *event, const char *request, const struct log_field *fields,
	       size_t count);

/* log_info("started", NULL, log_number("port", 8080), log_text("store", "sqlite")) */
#define log_number(field, value) {.name = (field), .number = (value)}
#define log_text(field, value) {.name = (field), .is_text = true, .text = (value)}
#define log_info(...) log_any(LEVEL_INFO, __VA_ARGS__)
#define log_warn(...) log_any(LEVEL_WARN, __VA_ARGS__)
#define log_error(...) log_any(LEVEL_ERROR, __VA_ARGS__)
#define log_any(level, event, request, ...)                                                                      \
	log_event(level, event, request, (const struct log_field[]){__VA_ARGS__},                                \
		  sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
