/* client/differ.h - what differs between two messages of one type, field by field, as people write them. */
#ifndef GUOSUO_CLIENT_DIFFER_H
#define GUOSUO_CLIENT_DIFFER_H

#include "client/command.h"

/* One line of `out` for each field: "journey.port_cutoff: old -> new"; what is missing on one side is "-".
 * Returns how many. ERR_FORMAT, ERR_MEMORY. */
enum err differ_print(const ProtobufCMessage *before, const ProtobufCMessage *after, FILE *out,
                      size_t *count) MUST_USE;

#endif
