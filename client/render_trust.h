/* client/render_trust.h - a directory or roster as the people read it who are to seal it: every field that grants anything. */
#ifndef GUOSUO_CLIENT_RENDER_TRUST_H
#define GUOSUO_CLIENT_RENDER_TRUST_H

#include "client/command.h"
#include "proto/directory.h"
#include "proto/roster.h"

/* Times at the directory's own offset; a roster's at `utc_offset_min`. */
void render_directory(const struct context *context, const Guosuo__V1__Directory *directory, FILE *out);
void render_roster(const struct context *context, const Guosuo__V1__Roster *roster, uint32_t utc_offset_min, FILE *out);

#endif
