#include "proto/trust.h"

#include <string.h>

int64_t trust_age(int64_t then, int64_t now)
{
	int64_t age;
	if (then >= now)
		return 0;
	return __builtin_sub_overflow(now, then, &age) ? INT64_MAX : age;
}

bool trust_ahead(const struct trust *trust, int64_t issued_at, int64_t now)
{
	const bool reset = trust->reset_at != 0 && trust_age(trust->reset_at, now) < AHEAD_S;
	return trust_age(now, issued_at) > (reset ? BEHIND_S : AHEAD_S);
}

static int64_t proved_by(const struct trust *trust, const struct holding *holding, int64_t now)
{
	const Guosuo__V1__Roster *roster = holding->roster.body;
	const Guosuo__V1__StatusList *list = holding->status.body;
	int64_t newest = 0;
	if (roster != NULL && !trust_ahead(trust, roster->issued_at, now))
		newest = roster->issued_at;
	if (list != NULL && !trust_ahead(trust, list->issued_at, now) && list->issued_at > newest)
		newest = list->issued_at;
	return newest;
}

int64_t trust_ratchet(const struct trust *trust, int64_t held_ratchet, int64_t now)
{
	int64_t first = 0, second = 0;
	for (size_t i = 0; i < trust->count; i++) {
		int64_t proved = proved_by(trust, &trust->holdings[i], now);
		if (proved > first) {
			second = first;
			first = proved;
		} else if (proved > second) {
			second = proved;
		}
	}
	return second > held_ratchet ? second : held_ratchet;
}

static uint32_t province_of(const struct holding *holding)
{
	if (holding->roster.body != NULL)
		return holding->roster.body->province;
	return holding->status.body != NULL ? holding->status.body->province : 0;
}

static bool status_current(const struct trust *trust, const struct status *status, int64_t now)
{
	const Guosuo__V1__RosterEntry *key = status->key;
	return status->body != NULL && !trust_ahead(trust, status->body->issued_at, now) && key != NULL &&
	       key->not_before <= now && now <= key->not_after;
}

static int version_order(uint32_t epoch_a, uint32_t version_a, uint32_t epoch_b, uint32_t version_b)
{
	if (epoch_a != epoch_b)
		return epoch_a < epoch_b ? -1 : 1;
	return version_a == version_b ? 0 : version_a < version_b ? -1 : 1;
}

/* What one list says about the held roster. Only a province's own list can say that it is behind: another's
 * word may withhold a proof, never more. */
static void hear(const Guosuo__V1__StatusList *list, struct stand *out)
{
	const Guosuo__V1__Roster *held = out->roster->body;
	for (size_t i = 0; i < list->n_rosters; i++) {
		const Guosuo__V1__RosterVersion *named = list->rosters[i];
		if (named->province != out->province)
			continue;
		int order = version_order(named->epoch, named->version, held->epoch, held->version);
		bool own = list->province == out->province;
		bool same =
		    named->hash.len == HASH_LEN && memcmp(named->hash.data, out->roster->hash, HASH_LEN) == 0;
		out->newer_elsewhere |= order > 0;
		out->behind |= order > 0 && own;
		out->forked |= order == 0 && !same && own;
		if (order == 0 && same && list->issued_at > out->named_at)
			out->named_at = list->issued_at;
	}
}

static void stand_of(const struct trust *trust, const struct holding *holding, int64_t now, struct stand *out)
{
	const Guosuo__V1__Roster *roster = holding->roster.body;
	const Guosuo__V1__StatusList *list = holding->status.body;
	out->forked = holding->forked;
	out->kept = holding->kept;
	out->ahead = (roster != NULL && trust_ahead(trust, roster->issued_at, now)) ||
	             (list != NULL && trust_ahead(trust, list->issued_at, now));
	if (roster != NULL && !trust_ahead(trust, roster->issued_at, now)) {
		out->roster = &holding->roster;
		out->roster_expired = roster->expires_at < now;
	}
	if (status_current(trust, &holding->status, now) && list->province == out->province) {
		out->status = &holding->status;
		out->status_expired = list->expires_at < now;
	}
}

void trust_stand(const struct trust *trust, uint32_t province, int64_t now, struct stand *out)
{
	*out = (struct stand){.province = province};
	for (size_t i = 0; i < trust->count; i++)
		if (province != 0 && province_of(&trust->holdings[i]) == province)
			stand_of(trust, &trust->holdings[i], now, out);
	for (size_t i = 0; out->roster != NULL && i < trust->count; i++) {
		const struct status *status = &trust->holdings[i].status;
		if (status_current(trust, status, now) && status->body->expires_at >= now)
			hear(status->body, out);
	}
}
