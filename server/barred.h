/* server/barred.h - the operator's list of barred hauliers (desk.barred), read again when the file has
 * changed. */
#ifndef GUOSUO_SERVER_BARRED_H
#define GUOSUO_SERVER_BARRED_H

#include "proto/barred.h"

struct barred;

/* path "": nobody is barred. ERR_NOT_FOUND, ERR_SIZE, ERR_IO, ERR_MEMORY; ERR_INPUT: a line is not sound, and
 * the log says which. */
enum err barred_open(const char *path, struct barred **out) MUST_USE;
void barred_free(struct barred **barred);

/* The list in force. A changed file that cannot be read or is not sound is logged once, and the list before
 * stays. */
struct span barred_list(struct barred *barred);

#endif
