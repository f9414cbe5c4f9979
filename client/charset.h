/* client/charset.h - a text in UTF-8 or, as Chinese spreadsheets write it, in GBK: told apart, and made
 * UTF-8. */
#ifndef GUOSUO_CLIENT_CHARSET_H
#define GUOSUO_CLIENT_CHARSET_H

#include "proto/err.h"
#include "proto/span.h"

/* Valid UTF-8 is that. Else the first line decides where it has other than ASCII characters; and where it has
 * none, a text that reads through as GB18030 is that. */
bool charset_is_gbk(struct span text);

/* From GB18030, of which GBK is a part. What is no character becomes the byte 0xFF, which no UTF-8 has, so
 * that whoever reads its row refuses it. out: malloc's. ERR_MEMORY. */
enum err charset_from_gbk(struct span text, char **out, size_t *length) MUST_USE;

#endif
