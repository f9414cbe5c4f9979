/* client/consignment.h - several trains on one application, and their empty returns: a trip for each, every
 * one sent once. */
#ifndef GUOSUO_CLIENT_CONSIGNMENT_H
#define GUOSUO_CLIENT_CONSIGNMENT_H

#include "client/apply.h"

/* What has no consignment of its own becomes unit i of n of the one with this name. ERR_MEMORY. */
enum err consignment_name(struct context *context, const uint8_t name[static JOURNAL_ID_LEN], struct apply_set *set) MUST_USE;

/* Names the units of the set, judges all of them where a directory is held, then sends each, and behind it
 * its empty return where one is asked for and needed. Broken off, the same set sent again goes on where it
 * was (home/batches). Said and printed. */
enum exit_code consignment_send(struct context *context, const struct party *party, const struct held *held,
                                struct apply_set *set);

#endif
