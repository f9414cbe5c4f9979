/* client/typeset.h - text as lines on a cairo page (pango). A point of type is a point of paper. */
#ifndef GUOSUO_CLIENT_TYPESET_H
#define GUOSUO_CLIENT_TYPESET_H

#include <pango/pangocairo.h>

/* Broken at words, or where a word is too long at characters, to `width` points. The caller's: g_object_unref. */
PangoLayout *typeset(cairo_t *cairo, const char *font, double width, const char *text);

double typeset_height(PangoLayout *layout); /* points */

#endif
