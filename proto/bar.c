#include "proto/bar.h"

#include "proto/body.h"
#include "proto/canon.h"

/* Nobody bars the own slot: where only that one is named, the issuer has to take the pass back. */
static enum err may_bar(const Guosuo__V1__Bar *bar, const struct trip *trip,
                        const uint8_t key[static KEY_LEN])
{
	uint32_t own = trip_officer(trip->body, key);
	if (bar->sealed_at <= 0)
		return ERR_FORMAT;
	if (own == 0)
		return ERR_KEY;
	return trip_fingerprint(trip->body, bar->slot) != NULL && bar->slot != own ? ERR_OK : ERR_SCOPE;
}

enum err bar_open(const Guosuo__V1__OfficerSealed *sealed, const struct trip *trip, int64_t now,
                  struct arena *arena, struct bar *out)
{
	ProtobufCMessage *message;
	if (sealed->key.len != KEY_LEN)
		return ERR_FORMAT;
	enum err err = body_open(&guosuo__v1__bar__descriptor, sealed->body, BAR_MAX, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Bar *bar = (const Guosuo__V1__Bar *)message;
	err = may_bar(bar, trip, sealed->key.data);
	if (err == ERR_OK && bar->sealed_at - SKEW_S > now)
		err = ERR_WINDOW;
	if (err == ERR_OK)
		err = body_signed(KIND_bar, &trip->hash, bytes_span(sealed->body), sealed->key.data,
		                  sealed->signature, arena);
	if (err != ERR_OK)
		return err;
	out->body = bar;
	body_hash(bytes_span(sealed->body), out->hash);
	return ERR_OK;
}

enum err bar_seal(const struct trip *trip, uint32_t slot, int64_t now,
                  const uint8_t secret[static SECRET_LEN], struct arena *arena,
                  Guosuo__V1__OfficerSealed **out)
{
	Guosuo__V1__Bar bar = GUOSUO__V1__BAR__INIT;
	struct span raw;
	bar.slot = slot;
	bar.sealed_at = now;
	enum err err = may_bar(&bar, trip, secret + SECRET_LEN - KEY_LEN);
	if (err == ERR_OK)
		err = canon_pack(&bar.base, arena, &raw);
	return err == ERR_OK ? body_sign_officer(KIND_bar, &trip->hash, raw, secret, arena, out) : err;
}
