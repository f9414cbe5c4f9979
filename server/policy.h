/* server/policy.h - a desk's policy: checked, and asked. Pure; the message is proto/guosuo/v1/clock.proto's.
 */
#ifndef GUOSUO_SERVER_POLICY_H
#define GUOSUO_SERVER_POLICY_H

#include "guosuo/v1/clock.pb-c.h"
#include "proto/fault.h"

enum { POLICY_DAYS_MAX = 365, POLICY_CLASSES = 3, POLICY_LEVELS = 4 };

/* Faults name the field: a class missing or twice, days of 0 or too many, a share and the forwarding that do
 * not fit into the whole, a promise longer than what the law gives, levels that do not rise, a kind whose
 * time counts, a speed above the most or above any that a leg may have. */
void policy_check(const Guosuo__V1__DeskPolicy *policy, struct faults *faults);

/* Working days of a trip through so many provinces, and of one province's leg of it: its share, or less where
 * it has promised that. 0: no such class. */
uint32_t policy_trip_days(const Guosuo__V1__DeskPolicy *policy, uint32_t class, size_t provinces);
uint32_t policy_leg_days(const Guosuo__V1__DeskPolicy *policy, uint32_t class, size_t provinces,
                         uint32_t province);

/* Is time after such a decision not counted? */
bool policy_stops(const Guosuo__V1__DeskPolicy *policy, Guosuo__V1__DecisionKind kind);

/* Whom a level reaches in a province. NULL: the policy leaves it to the roster. */
const Guosuo__V1__DutyContact *policy_contact(const Guosuo__V1__DeskPolicy *policy, Guosuo__V1__Level level,
                                              uint32_t province);

#endif
