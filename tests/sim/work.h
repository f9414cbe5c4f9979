/* tests/sim/work.h - a run in a folder of its own, in memory where the machine has such a disk, which is gone afterwards. */
#ifndef GUOSUO_TESTS_SIM_WORK_H
#define GUOSUO_TESTS_SIM_WORK_H

#include "tests/sim/province.h"

void work_run(const struct plan *plan, const struct press *press, struct outcome *out);

#endif
