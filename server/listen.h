/* server/listen.h - a listening TCP socket: not blocking, closed on exec, address reusable, and without Nagle's delay
 * for what it accepts. */
#ifndef GUOSUO_SERVER_LISTEN_H
#define GUOSUO_SERVER_LISTEN_H

#include <stdint.h>

#include "proto/err.h"

/* address is numeric, IPv4 or IPv6; port 0 takes any free one. The caller closes fd.
 * ERR_INPUT   not a numeric address, or not one of this machine
 * ERR_BUSY    the port is in use
 * ERR_DENIED  the port is privileged
 * ERR_IO      anything else */
MUST_USE enum err listen_on(const char *address, uint16_t port, int *fd, uint16_t *chosen);

#endif
