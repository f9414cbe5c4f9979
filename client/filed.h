/* client/filed.h - what an application tells beyond the trip that was drafted from it, as rows for the people who decide. */
#ifndef GUOSUO_CLIENT_FILED_H
#define GUOSUO_CLIENT_FILED_H

#include "client/sheet.h"
#include "guosuo/v1/application.pb-c.h"

/* The agent, why the cargo cannot be divided, the consignment, the way out of an empty return; make, mass, wheelbases and
 * tyres of the vehicles, drivers and escort staff. Nothing for what was not told. */
void filed_rows(struct sheet *sheet, const Guosuo__V1__Application *application);

#endif
