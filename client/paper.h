/* client/paper.h - the pass on paper (A4): what a pass must say (Order 62/2016, Art. 20), Chinese first, then English; each leg on
 * a page of its own with its code, where to sleep, and a place for stamps. Made from sealed bytes: the same bytes give the same
 * paper. */
#ifndef GUOSUO_CLIENT_PAPER_H
#define GUOSUO_CLIENT_PAPER_H

#include "client/held.h"
#include "client/wallet.h"

struct paper {
	const struct kept *pass;
	const struct held *held; /* names of stations and stops, the offset of times; may hold nothing */
	const Guosuo__V1__OfficerSealed *sealed; /* for paper */
	const struct assignment *assignment;     /* the same, opened */
};

/* A PDF in malloc's memory: free it. *unsealed: legs that are not sealed and have no page. ERR_SIZE: a code is too large for
 * paper; ERR_FORMAT: a leg or booking of the file cannot be read; ERR_MEMORY, ERR_IO. */
enum err paper_make(struct context *context, const struct paper *paper, uint8_t **out, size_t *length,
		    uint32_t *unsealed) MUST_USE;

#endif
