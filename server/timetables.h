/* server/timetables.h - the plan of a trip as the desk knows it now: from the application, the legs that are
 * sealed, and the cut-off as the port last moved it. Nothing of it is sealed. */
#ifndef GUOSUO_SERVER_TIMETABLES_H
#define GUOSUO_SERVER_TIMETABLES_H

#include "proto/timetable.h"
#include "server/rpc.h"

enum { CUTOFF_MOVES_MAX = 100 }; /* of a trip */

/* The method: an officer's, and the gate's of the port a trip goes to. */
enum err timetables_move_cutoff(struct tx *tx, struct call *call);

/* What is reckoned for a trip that is being submitted, to stand in its row and its legs': a timetable_state, and the
 * latest decision. 0 where nothing can be. */
struct timetables_first {
	int64_t state, latest_decision;
};
struct timetables_first timetables_begin(struct call *call, const Guosuo__V1__Application *application);

/* After legs or the cut-off changed, once the trip's state follows from its legs: writes down what is
 * reckoned now, and a trip that is READY without a timetable becomes NO_TIMETABLE, and back. was: its state before
 * any of this; whoever waits is told of the one it is now, if that is another. Errors of the store; ERR_MEMORY. */
enum err timetables_settle(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                           int64_t was) MUST_USE;

/* After a timetable's state was written down: a late one is told, a good one is late no longer. */
enum err timetables_judged(struct tx *tx, struct span company, struct span pass_id, int64_t state,
                           int64_t now) MUST_USE;

/* A trip can no longer reach its port, for this reason: whoever waits is told, once until it can again. */
enum err timetables_late(struct tx *tx, struct span company, struct span pass_id, const char *reason,
                         int64_t now) MUST_USE;

/* The officer's view: cut-off, its moves, the timetable, a plan for each leg. view->application and
 * view->legs are in it already. */
enum err timetables_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view) MUST_USE;

/* Every move of a company's trip's cut-off, oldest first. */
enum err timetables_moves(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                          Guosuo__V1__CutoffMove ***out, size_t *count) MUST_USE;

/* A reviewer's: this leg's plan, its neighbours' windows, the timetable. The caller has shown that the
 * province has this leg of the company's trip. application NULL: nothing is added. */
enum err timetables_add_leg(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                            const Guosuo__V1__Application *application, Guosuo__V1__LegView *view) MUST_USE;

#endif
