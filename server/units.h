/* server/units.h - several trains on one application: kept together, seen together. */
#ifndef GUOSUO_SERVER_UNITS_H
#define GUOSUO_SERVER_UNITS_H

#include "server/rpc.h"

/* In the transaction that puts a trip: the unit it is, where its application names a consignment; an empty
 * return is linked to its way out. ERR_INPUT: return_of is no pass of this company in the same consignment.
 */
enum err units_put(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                   struct span pass_id) MUST_USE;

/* What units_put would refuse by. */
enum err units_check(struct tx *tx, struct call *call, const Guosuo__V1__Application *application) MUST_USE;

/* The units of a consignment that the reviewer's province has a leg of. */
enum err units_list(struct tx *tx, struct call *call);

#endif
