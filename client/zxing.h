/* client/zxing.h - the second reader of QR codes, ZXing: slower than zbar and better with what is skewed or cracked. Its library
 * speaks C++; this is all of it that we need. */
#ifndef GUOSUO_CLIENT_ZXING_H
#define GUOSUO_CLIENT_ZXING_H

#include <stddef.h>
#include <stdint.h>

enum { ZXING_TEXT = 8192 }; /* more than any QR code holds */

#ifdef __cplusplus
extern "C" {
#endif

/* How many different texts there are in a picture of width x height grey pixels; the first of them and its length. Also finds
 * codes that are light on dark. 0 where its library runs out of memory. */
size_t zxing_look(const uint8_t *grey, unsigned width, unsigned height, char text[ZXING_TEXT], size_t *length);

#ifdef __cplusplus
}
#endif

#endif
