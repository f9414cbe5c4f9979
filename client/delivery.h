/* client/delivery.h - the end of a journey: at the gate of its port, once. Errors are said. */
#ifndef GUOSUO_CLIENT_DELIVERY_H
#define GUOSUO_CLIENT_DELIVERY_H

#include "client/gate.h"
#include "client/passages.h"
#include "proto/passage.h"

/* Does a trip end at this gate, with its last leg? Its site in the roster names the port. Said why not. */
bool delivery_is_here(struct context *context, const struct gate *gate, const Guosuo__V1__Trip *trip,
                      const Guosuo__V1__Leg *leg);

/* The record of this log that delivers what is shown, in the arena. ERR_NOT_FOUND: none does; passages_read's, ERR_MEMORY: unsaid. */
enum err delivery_find(struct context *context, const struct passages *log, const struct shown *shown, struct passage *out) MUST_USE;

#endif
