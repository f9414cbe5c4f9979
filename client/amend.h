/* client/amend.h - the trips of a consignment changed together. */
#ifndef GUOSUO_CLIENT_AMEND_H
#define GUOSUO_CLIENT_AMEND_H

#include "client/apply.h"

/* apply's set in place of the consignment that --amends names a pass of, application by unit: shows what differs for each, and after a
 * yes sends one after the other, whatever becomes of the others. The changed trips are a consignment of their own, named alike when the
 * same is sent again. Prints what became of each. EXIT_DONE: all were taken. */
enum exit_code amend_units(struct context *context, const struct args *args, const struct party *party, const struct held *held,
			   struct apply_set *set);

#endif
