/* tests/said.h - what a function of the client says on standard error. */
#ifndef GUOSUO_TESTS_SAID_H
#define GUOSUO_TESTS_SAID_H

#include <stdio.h>

struct said {
	FILE *kept;
	char *text; /* free() it */
	size_t length;
};

static inline void said_begin(struct said *said)
{
	*said = (struct said){stderr, NULL, 0};
	stderr = open_memstream(&said->text, &said->length);
}

static inline void said_end(const struct said *said)
{
	fclose(stderr);
	stderr = said->kept;
}

#endif
