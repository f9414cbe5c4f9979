#include "server/signer_high.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/file.h"

struct mark {
	unsigned kind;
	uint32_t province, shard;
	uint32_t used;     /* highest value sealed in this run */
	uint32_t reserved; /* what the file says */
};

struct high {
	char path[PATH_MAX];
	struct mark marks[HIGH_MARKS];
	size_t count;
};

enum { LINE = 64 };

static enum err read_marks(struct high *high, const char *text)
{
	for (const char *line = text; *line != '\0';) {
		struct mark mark = {0};
		int used = 0;
		if (high->count == HIGH_MARKS || sscanf(line, "%u %u %u %u\n%n", &mark.kind, &mark.province, &mark.shard,
							&mark.reserved, &used) != 4 || used == 0)
			return ERR_FORMAT;
		mark.used = mark.reserved;
		high->marks[high->count++] = mark;
		line += used;
	}
	return ERR_OK;
}

enum err high_open(const char *path, struct high **out)
{
	struct high *high = calloc(1, sizeof *high);
	if (high == NULL)
		return ERR_MEMORY;
	uint8_t *text = NULL;
	size_t length;
	snprintf(high->path, sizeof high->path, "%s", path);
	enum err err = file_read(path, HIGH_MARKS * LINE, &text, &length);
	if (err == ERR_OK)
		err = read_marks(high, (const char *)text);
	else if (err == ERR_NOT_FOUND)
		err = ERR_OK;
	free(text);
	if (err == ERR_OK)
		*out = high;
	else
		free(high);
	return err;
}

void high_free(struct high **high)
{
	free(*high);
	*high = NULL;
}

static enum err save(const struct high *high)
{
	size_t room = high->count * LINE + 1, length = 0;
	char *text = malloc(room);
	if (text == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < high->count; i++) {
		const struct mark *mark = &high->marks[i];
		length += (size_t)snprintf(text + length, room - length, "%u %u %u %u\n", mark->kind, mark->province,
					   mark->shard, mark->reserved);
	}
	enum err err = file_replace(high->path, span_of(text, length), 0600);
	free(text);
	return err;
}

static struct mark *find(struct high *high, unsigned kind, uint32_t province, uint32_t shard)
{
	for (size_t i = 0; i < high->count; i++) {
		struct mark *mark = &high->marks[i];
		if (mark->kind == kind && mark->province == province && mark->shard == shard)
			return mark;
	}
	return NULL;
}

/* A full file gives the oldest week of trips for a newer one: no trip that is over is sealed, so its mark has done
 * its work. The marks of status lists are few and stay. */
static struct mark *oldest_week(struct high *high, enum kind kind, uint32_t shard)
{
	struct mark *oldest = NULL;
	for (size_t i = 0; kind == KIND_trip && i < high->count; i++) {
		struct mark *mark = &high->marks[i];
		if (mark->kind == KIND_trip && mark->shard < shard && (oldest == NULL || mark->shard < oldest->shard))
			oldest = mark;
	}
	return oldest;
}

enum err high_raise(struct high *high, enum kind kind, uint32_t province, uint32_t shard, uint32_t value, uint32_t step)
{
	struct mark *mark = find(high, kind, province, shard);
	struct mark before = {0};
	size_t count = high->count;
	if (mark != NULL) {
		before = *mark;
	} else {
		mark = count == HIGH_MARKS ? oldest_week(high, kind, shard) : &high->marks[high->count++];
		if (mark == NULL)
			return ERR_SIZE;
		if (high->count == count)
			before = *mark;
		*mark = (struct mark){.kind = kind, .province = province, .shard = shard};
	}
	if (value <= mark->used)
		return ERR_ROLLBACK;
	if (value > mark->reserved) {
		mark->reserved = value > UINT32_MAX - step ? UINT32_MAX : value + step;
		enum err err = save(high);
		if (err != ERR_OK) {
			*mark = before;
			high->count = count;
			return err;
		}
	}
	mark->used = value;
	return ERR_OK;
}
