/* server/documents.h - a company's files: put in parts, read in parts, listed; and what the desk recorded about a pass. */
#ifndef GUOSUO_SERVER_DOCUMENTS_H
#define GUOSUO_SERVER_DOCUMENTS_H

#include "server/rpc.h"

/* The part goes to the shelf first; the transaction records a file that is whole. */
void documents_take(struct call *call);
enum err documents_put(struct tx *tx, struct call *call);

/* To the company that put it, and to a reviewer whose province the pass goes through. */
enum err documents_get(struct tx *tx, struct call *call);
enum err documents_list(struct tx *tx, struct call *call);

enum err documents_history(struct tx *tx, struct call *call);

/* What nobody wants is forgotten, then removed from the shelf: at most one round at a time, all of it beside the loop. */
void documents_sweep(struct app *app);

#endif
