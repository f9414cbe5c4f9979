/* client/scan.h - codes out of a picture (PNG): by zbar, which is quick, as it is, inverted, and at twice the size; then by
 * ZXing. */
#ifndef GUOSUO_CLIENT_SCAN_H
#define GUOSUO_CLIENT_SCAN_H

#include "proto/err.h"
#include "proto/span.h"

/* The text of the one QR code in the picture, in the arena. ERR_NOT_FOUND: none; ERR_SURPLUS: several different ones;
 * ERR_FORMAT: not a PNG; ERR_SIZE: over 64 Mpixel; ERR_IO, ERR_MEMORY. */
enum err scan_picture(const char *path, struct arena *arena, struct span *out) MUST_USE;

/* The same of width x height grey pixels, as a camera gives them. ERR_NOT_FOUND, ERR_SURPLUS, ERR_SIZE, ERR_MEMORY. */
enum err scan_grey(const uint8_t *grey, unsigned width, unsigned height, struct arena *arena, struct span *out) MUST_USE;

#endif
