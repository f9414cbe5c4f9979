/* server/shares.h - a trip's state for somebody without a key: a link that expires and can be taken back. The
 * desk knows only SHA-256 of its token. No person's name is shown. */
#ifndef GUOSUO_SERVER_SHARES_H
#define GUOSUO_SERVER_SHARES_H

#include "server/rpc.h"

enum { SHARE_TOKEN_LEN = 16, SHARE_TOKEN_TEXT = 22 /* base64url without padding */ };

enum err shares_put(struct tx *tx, struct call *call);
enum err shares_list(struct tx *tx, struct call *call);
enum err shares_remove(struct tx *tx, struct call *call);

/* Is this "/share/" and a token's form? */
bool shares_has(struct span path);

/* GET or HEAD of such a path: the page, or JSON where Accept names application/json; 404 for what is unknown,
 * expired or taken back alike. Answers it. */
void shares_serve(struct app *app, struct http_request *request);

#endif
