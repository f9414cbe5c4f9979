/* client/stamps.h - stamps that this gate has sealed and its desk has not taken yet: home/stamps/N, N ten digits of the
 * sequence. A number is never given twice: the next is one above the largest kept here or noted as sent. */
#ifndef GUOSUO_CLIENT_STAMPS_H
#define GUOSUO_CLIENT_STAMPS_H

#include "client/party.h"
#include "guosuo/v1/arrivals.pb-c.h"

enum { STAMPS_RAW_MAX = 8 * 1024 }; /* one request, as it will be sent */

/* The number of the stamp to come. ERR_FORMAT: the note is damaged; ERR_SIZE: they are used up; ERR_IO, ERR_MEMORY. */
enum err stamps_next(struct context *context, uint32_t *sequence) MUST_USE;

/* On the disk when it returns. ERR_EXISTS, ERR_IO, ERR_MEMORY. */
enum err stamps_keep(struct context *context, uint32_t sequence, const Guosuo__V1__PutStampRequest *request) MUST_USE;

/* Those that wait, in the order of their numbers. ERR_IO, ERR_MEMORY. */
enum err stamps_list(struct context *context, uint32_t **sequences, size_t *count) MUST_USE;
enum err stamps_read(struct context *context, uint32_t sequence, Guosuo__V1__PutStampRequest **out) MUST_USE;

/* Sends those that wait, with the key of a home that is locked. One that the desk refuses stays, and the next is sent. Says
 * what came of it. EXIT_OTHER: something was refused, or the desk was not reached. Nothing waits: EXIT_DONE, unsaid. */
enum exit_code stamps_send(struct context *context);

/* Says how many wait, if any do: for who cannot send now. */
void stamps_waiting(struct context *context);

#endif
