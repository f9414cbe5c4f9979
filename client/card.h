/* client/card.h - what a driver's wallet knows without a network of exits, roads and beds. */
#ifndef GUOSUO_CLIENT_CARD_H
#define GUOSUO_CLIENT_CARD_H

#include "client/wallet.h"

/* How many of the notices this home keeps are about this leg's roads from now to its end. What cannot be read is said and counts as none. */
size_t card_notices(struct context *context, const struct held *held, const Guosuo__V1__Leg *leg);

#endif
