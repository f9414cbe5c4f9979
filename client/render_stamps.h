/* client/render_stamps.h - which gates a load has come by, as far as its stamps tell. */
#ifndef GUOSUO_CLIENT_RENDER_STAMPS_H
#define GUOSUO_CLIENT_RENDER_STAMPS_H

#include "client/render.h"

/* A row for each carried stamp of a verdict that holds, and one for the provinces before that are silent; nothing where none was
 * carried. JSON: "stamps", "silent". */
void render_stamps(struct sheet *sheet, const struct held *held, const struct verdict *verdict);

#endif
