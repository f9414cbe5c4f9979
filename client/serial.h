/* client/serial.h - a scanner on a serial line. */
#ifndef GUOSUO_CLIENT_SERIAL_H
#define GUOSUO_CLIENT_SERIAL_H

#include "proto/err.h"

enum { SERIAL_BAUD = 9600 }; /* where none was said */

/* Raw, 8N1, and never waiting. ERR_NOT_FOUND: no such device; ERR_FORMAT: it is no serial line, or has no such speed; ERR_IO. */
enum err serial_open(const char *path, unsigned baud, int *fd) MUST_USE;

#endif
