/* proto/check.h - one input being checked: where in it we are, and where its faults go. */
#ifndef GUOSUO_PROTO_CHECK_H
#define GUOSUO_PROTO_CHECK_H

#include "proto/directory.h"

struct check {
	const struct directory *directory;
	int64_t now;
	struct faults *faults;
};

/* A JSON path; cut when too long. */
struct path {
	char text[sizeof((struct fault *)0)->field];
};
struct path path_root(const char *name);
struct path path_under(struct path base, const char *name);
struct path path_at(struct path base, size_t index);

/* RULE_OK adds nothing. */
void check_fault(const struct check *check, struct path path, enum rule rule, int64_t got, int64_t limit);

/* Is the sub-message there? If not, REQUIRED. */
bool check_present(const struct check *check, struct path path, const void *message);

/* least..most: TOO_SMALL, TOO_LARGE. Returns whether it is inside. */
bool check_range(const struct check *check, struct path path, uint32_t value, uint32_t least, uint32_t most);

/* REQUIRED for none where at least one is needed, TOO_MANY. Returns how many of them to look at. */
size_t check_count(const struct check *check, struct path path, size_t n, size_t least, size_t most);

/* REQUIRED when it is empty and must not be, TOO_LONG in bytes, TEXT. */
void check_text(const struct check *check, struct path path, const char *text, bool required, size_t most);

/* Judged by its form when it is not empty. */
void check_form(const struct check *check, struct path path, const char *text, bool required,
                enum rule (*form)(struct span text));

#endif
