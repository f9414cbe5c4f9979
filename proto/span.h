/* proto/span.h - bytes that somebody else owns, and the memory the pure code works in. */
#ifndef GUOSUO_PROTO_SPAN_H
#define GUOSUO_PROTO_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <protobuf-c/protobuf-c.h>

/* A view; never owns, may be empty (n == 0, p may be NULL). */
struct span {
	const uint8_t *p;
	size_t n;
};

/* The caller's memory, given out from the front, never returned piece by piece. */
struct arena {
	uint8_t *base;
	size_t size;
	size_t used;
};

static inline struct span span_of(const void *p, size_t n)
{
	return (struct span){(const uint8_t *)p, n};
}

static inline struct span span_text(const char *text)
{
	return span_of(text, strlen(text));
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* n zeroed bytes aligned for any type, or NULL when the arena is full (n == 0 gives a valid pointer). */
void *arena_take(struct arena *arena, size_t n);

/* A NUL-terminated copy, or NULL when full. */
char *arena_text(struct arena *arena, struct span text);

/* protobuf-c's view of an arena: allocations come from it, frees do nothing. */
ProtobufCAllocator arena_allocator(struct arena *arena);

#endif
