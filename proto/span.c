#include "proto/span.h"

#include <stdalign.h>

void *arena_take(struct arena *arena, size_t n)
{
	const size_t align = alignof(max_align_t);
	size_t at = (size_t)((uintptr_t)(arena->base + arena->used) % align);
	size_t gap = at == 0 ? 0 : align - at;
	if (gap > arena->size - arena->used || n > arena->size - arena->used - gap)
		return NULL;
	uint8_t *p = arena->base + arena->used + gap;
	arena->used += gap + n;
	return memset(p, 0, n);
}

char *arena_text(struct arena *arena, struct span text)
{
	if (text.n == SIZE_MAX)
		return NULL;
	char *copy = arena_take(arena, text.n + 1);
	if (copy != NULL && text.n > 0)
		memcpy(copy, text.p, text.n);
	return copy;
}

static void *take(void *arena, size_t n)
{
	return arena_take(arena, n);
}

static void give_back(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

ProtobufCAllocator arena_allocator(struct arena *arena)
{
	return (ProtobufCAllocator){take, give_back, arena};
}
