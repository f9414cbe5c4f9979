#include "server/auth.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Sorted by key id, then company. */
struct people {
	struct principal *all;
	size_t count, room;
};

struct auth {
	char authorities[AUTH_AUTHORITIES_MAX][AUTH_HOST_MAX];
	size_t authority_count;
	struct people members, seats; /* of companies; of the directory and rosters */
};

static bool add_authority(struct auth *auth, const char *text, size_t n)
{
	while (n > 0 && text[0] == ' ') {
		text++;
		n--;
	}
	while (n > 0 && text[n - 1] == ' ')
		n--;
	if (n == 0 || n >= AUTH_HOST_MAX || auth->authority_count == AUTH_AUTHORITIES_MAX)
		return false;
	memcpy(auth->authorities[auth->authority_count++], text, n);
	return true;
}

enum err auth_new(const char *authorities, struct auth **out)
{
	struct auth *auth = calloc(1, sizeof *auth);
	if (auth == NULL)
		return ERR_MEMORY;
	bool good = true;
	for (const char *at = authorities; good && at != NULL;) {
		size_t n = strcspn(at, ",");
		good = add_authority(auth, at, n);
		at = at[n] == '\0' ? NULL : at + n + 1;
	}
	if (!good) {
		auth_free(&auth);
		return ERR_INPUT;
	}
	*out = auth;
	return ERR_OK;
}

void auth_free(struct auth **auth)
{
	if (*auth != NULL)
		free((*auth)->members.all);
	if (*auth != NULL)
		free((*auth)->seats.all);
	free(*auth);
	*auth = NULL;
}

static int compare(const void *one, const void *other)
{
	const struct principal *a = one, *b = other;
	int order = memcmp(a->keyid, b->keyid, KEYID_LEN);
	return order != 0 ? order : strcmp(a->company, b->company);
}

/* Where it is or would be. */
static size_t place_of(const struct people *people, const struct principal *principal)
{
	size_t low = 0, high = people->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&people->all[middle], principal) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void set_key(struct principal *principal, const uint8_t key[static KEY_LEN])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	memcpy(principal->keyid, id, KEYID_LEN);
	memcpy(principal->key, key, KEY_LEN);
}

static bool grow(struct people *people)
{
	size_t room = people->room == 0 ? 64 : 2 * people->room;
	struct principal *all =
	    people->count < people->room ? people->all : realloc(people->all, room * sizeof *all);
	if (all == NULL)
		return false;
	people->room = people->count < people->room ? people->room : room;
	people->all = all;
	return true;
}

/* Where this key of this company is or would be. */
static bool find_member(const struct people *people, const struct principal *member, size_t *at)
{
	*at = place_of(people, member);
	return *at < people->count && compare(&people->all[*at], member) == 0 &&
	       memcmp(people->all[*at].key, member->key, KEY_LEN) == 0;
}

static struct principal member_of(const char *company, const uint8_t key[static KEY_LEN])
{
	struct principal member = {.not_after = INT64_MAX};
	set_key(&member, key);
	strncpy(member.company, company, USCC_LEN);
	return member;
}

enum err auth_member(struct auth *auth, const char *company, const uint8_t key[static KEY_LEN], uint32_t role,
                     uint32_t device)
{
	struct people *people = &auth->members;
	struct principal member = member_of(company, key);
	size_t at;
	member.roles = 1u << role;
	member.paper = device == GUOSUO__V1__DEVICE_KIND__PAPER;
	if (find_member(people, &member, &at)) {
		people->all[at].roles |= member.roles;
		return ERR_OK;
	}
	if (!grow(people))
		return ERR_MEMORY;
	memmove(&people->all[at + 1], &people->all[at], (people->count - at) * sizeof member);
	people->all[at] = member;
	people->count++;
	return ERR_OK;
}

void auth_member_gone(struct auth *auth, const char *company, const uint8_t key[static KEY_LEN])
{
	struct people *people = &auth->members;
	const struct principal member = member_of(company, key);
	size_t at;
	if (!find_member(people, &member, &at))
		return;
	people->count--;
	memmove(&people->all[at], &people->all[at + 1], (people->count - at) * sizeof member);
}

static bool append(struct people *people, const struct principal *principal,
                   const uint8_t key[static KEY_LEN])
{
	if (!grow(people))
		return false;
	people->all[people->count] = *principal;
	set_key(&people->all[people->count++], key);
	return true;
}

static bool add_directory(struct people *people, const Guosuo__V1__Directory *directory)
{
	bool good = true;
	for (size_t p = 0; p < directory->n_provinces; p++) {
		const Guosuo__V1__Province *province = directory->provinces[p];
		for (size_t i = 0; good && i < province->n_authorities; i++) {
			const struct principal principal = {.roles = AUTH_ROLE(AUTHORITY),
			                                    .province = province->code,
			                                    .person = province->authorities[i]->person,
			                                    .not_after = INT64_MAX};
			good = append(people, &principal, province->authorities[i]->key.data);
		}
	}
	return good;
}

/* Of a roster's roles, those whose holders may ask this desk. */
static uint32_t asking_roles(uint32_t role)
{
	static const uint32_t roles[] = {GUOSUO__V1__ROLE__ROLE_REVIEWER,    GUOSUO__V1__ROLE__ROLE_COUNTY,
	                                 GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, GUOSUO__V1__ROLE__ROLE_GROUP,
	                                 GUOSUO__V1__ROLE__ROLE_AUDITOR,     GUOSUO__V1__ROLE__ROLE_CHECKPOINT};
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (roles[i] == role)
			return 1u << role;
	return 0;
}

static bool add_roster(struct people *people, const Guosuo__V1__Roster *roster)
{
	bool good = true;
	for (size_t i = 0; good && i < roster->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->entries[i];
		const struct principal principal = {.roles = asking_roles(entry->role),
		                                    .province = roster->province,
		                                    .person = entry->person,
		                                    .post = entry->checkpoint,
		                                    .not_before = entry->not_before,
		                                    .not_after = entry->not_after < roster->expires_at
		                                                     ? entry->not_after
		                                                     : roster->expires_at};
		if (principal.roles != 0)
			good = append(people, &principal, entry->key.data);
	}
	return good;
}

enum err auth_held(struct auth *auth, const struct held *held)
{
	struct people seats = {NULL, 0, 0};
	bool good = held->directory == NULL || add_directory(&seats, held_directory(held)->body);
	for (size_t i = 0; good && i < held->roster_count; i++)
		good = add_roster(&seats, held->rosters[i]->roster.body);
	if (!good) {
		free(seats.all);
		return ERR_MEMORY;
	}
	if (seats.count > 0)
		qsort(seats.all, seats.count, sizeof *seats.all, compare);
	free(auth->seats.all);
	auth->seats = seats;
	return ERR_OK;
}

static void fingerprint(const uint8_t key[static KEY_LEN], uint8_t out[static FINGERPRINT_LEN])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	memcpy(out, id, FINGERPRINT_LEN);
}

size_t auth_officers(const struct auth *auth, const char *company, const uint8_t first[static KEY_LEN],
                     uint8_t out[][FINGERPRINT_LEN], size_t size)
{
	size_t count = 1;
	fingerprint(first, out[0]);
	for (size_t turn = 0; turn < 2; turn++)
		for (size_t i = 0; i < auth->members.count && count < size; i++) {
			const struct principal *member = &auth->members.all[i];
			if (member->paper == (turn == 0) && (member->roles & AUTH_ROLE(OFFICER)) != 0 &&
			    strcmp(member->company, company) == 0 && memcmp(member->key, first, KEY_LEN) != 0)
				fingerprint(member->key, out[count++]);
		}
	return count;
}

/* ---- who a key id may be: a walk over everybody, one candidate at a time ---- */

struct search {
	const struct auth_claim *claim;
	uint32_t roles;
	int64_t now;
	bool known;   /* some key of this id verifies */
	bool allowed; /* and has one of the roles */
	enum err err; /* of the last key that did not verify */
	struct principal out;
};

static enum err check(const struct search *search, const uint8_t key[static KEY_LEN])
{
	const struct auth_claim *claim = search->claim;
	const struct httpsig_request request = {
	    .method = span_text("POST"),
	    .authority = claim->host,
	    .path = claim->path,
	    .content_type = claim->content_type,
	    .body = claim->body,
	};
	return httpsig_verify(&request, &claim->sig, key, search->now);
}

static void consider(struct search *search, const struct principal *principal)
{
	if (search->allowed || memcmp(principal->keyid, search->claim->sig.keyid, KEYID_LEN) != 0)
		return;
	enum err err = check(search, principal->key);
	if (err != ERR_OK) {
		search->err = err == ERR_CLOCK ? ERR_CLOCK : ERR_UNAUTHENTICATED;
		return;
	}
	search->known = true;
	search->allowed = principal->not_before <= search->now && search->now <= principal->not_after &&
	                  (principal->roles & search->roles) != 0;
	search->out = *principal;
}

static void search_people(struct search *search, const struct people *people)
{
	struct principal least = {0};
	memcpy(least.keyid, search->claim->sig.keyid, KEYID_LEN);
	for (size_t i = place_of(people, &least);
	     i < people->count && memcmp(people->all[i].keyid, least.keyid, KEYID_LEN) == 0; i++)
		consider(search, &people->all[i]);
}

static void search_proposed(struct search *search, const uint8_t key[static KEY_LEN])
{
	struct principal principal = {.roles = AUTH_PROPOSED, .not_after = INT64_MAX};
	set_key(&principal, key);
	consider(search, &principal);
}

static bool is_ours(const struct auth *auth, struct span host)
{
	for (size_t i = 0; i < auth->authority_count; i++)
		if (host.n == strlen(auth->authorities[i]) &&
		    strncasecmp(auth->authorities[i], (const char *)host.p, host.n) == 0)
			return true;
	return false;
}

/* The signature covers the authority in lower case, whatever the Host header's case is. */
static struct auth_claim lowered(const struct auth_claim *claim, uint8_t host[static AUTH_HOST_MAX])
{
	struct auth_claim lower = *claim;
	for (size_t i = 0; i < claim->host.n; i++) {
		uint8_t c = claim->host.p[i];
		host[i] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
	}
	lower.host.p = host;
	return lower;
}

enum err auth_verify(const struct auth *auth, const struct auth_claim *claim, uint32_t roles,
                     const uint8_t *proposed, int64_t now, struct principal *out)
{
	uint8_t host[AUTH_HOST_MAX];
	if (!is_ours(auth, claim->host))
		return ERR_UNAUTHENTICATED;
	struct auth_claim lower = lowered(claim, host);
	struct search search = {.claim = &lower, .roles = roles, .now = now, .err = ERR_UNAUTHENTICATED};
	search_people(&search, &auth->members);
	search_people(&search, &auth->seats);
	if ((roles & AUTH_PROPOSED) != 0 && proposed != NULL)
		search_proposed(&search, proposed);
	if (!search.known)
		return search.err;
	if (!search.allowed)
		return ERR_DENIED;
	*out = search.out;
	return ERR_OK;
}
