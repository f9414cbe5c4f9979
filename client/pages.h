/* client/pages.h - a list that the desk gives page by page, as one answer; a pass and a party as commands name them. */
#ifndef GUOSUO_CLIENT_PAGES_H
#define GUOSUO_CLIENT_PAGES_H

#include "client/party.h"

enum { PAGES_MAX = 100, PAGES_SIZE = 100 }; /* pages, lines of each */

/* Asks until there is no `next`, or PAGES_MAX times. request has page_size and after, the answer one list and next; *out is
 * the last answer with the lines of all. Errors have been said. */
enum err pages_call(struct context *context, const struct party *party, const char *method, ProtobufCMessage *request,
		    const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out) MUST_USE;

/* The answer as --json asks for it; else its lines, each as `print` has it, with what this home holds. Errors have been said. */
typedef void pages_line(const struct context *context, const struct held *held, const ProtobufCMessage *line);
enum exit_code pages_print(struct context *context, const struct party *party, const ProtobufCMessage *answer, pages_line *print);

/* PASS as typed, 32 hex digits or the pass number, as the methods of guosuo.v1.Group take it. ERR_FORMAT, ERR_MEMORY: said. */
enum err pages_pass(struct context *context, const char *typed, ProtobufCBinaryData *out) MUST_USE;

/* Runs a command with the party of a role open. */
typedef enum exit_code pages_run(struct context *context, const struct args *args, const struct party *party);
enum exit_code pages_as(struct context *context, const char *role, const struct args *args, pages_run *run);

#endif
