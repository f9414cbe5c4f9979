-- What happened at the desk, for those who are told of it. id: nanoseconds, then random bytes, so it rises with time.
-- province: 0 for the whole trip. pass_id is empty in a test.
CREATE TABLE outbox (
	id BYTEA NOT NULL PRIMARY KEY,
	company TEXT NOT NULL,
	event BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	province BIGINT NOT NULL,
	ordinal BIGINT NOT NULL,
	reason TEXT NOT NULL,
	created BIGINT NOT NULL
);

-- Who is told. A company's webhook has a URL and a secret. A gateway has neither and belongs to no company: it is told
-- of all, and its id is its key id. due: when the next delivery to the URL may be tried, so that one slow receiver never
-- hides another.
CREATE TABLE receiver (
	company TEXT NOT NULL,
	id BYTEA NOT NULL PRIMARY KEY,
	url TEXT NOT NULL,
	secret BYTEA NOT NULL,
	created BIGINT NOT NULL,
	due BIGINT NOT NULL
);
CREATE INDEX receiver_company ON receiver (company, created, id);
CREATE INDEX receiver_due ON receiver (due);

-- One event on its way to one receiver. state: 1 waiting, 2 done, 3 given up. status: HTTP's, 0 where there was none.
CREATE TABLE delivery (
	receiver BYTEA NOT NULL,
	event BYTEA NOT NULL,
	state BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	outcome BIGINT NOT NULL,
	status BIGINT NOT NULL,
	PRIMARY KEY (receiver, event)
);
CREATE INDEX delivery_due ON delivery (receiver, state, next_at, event);
CREATE INDEX delivery_event ON delivery (event);

-- A page shared by a link: id is SHA-256 of its token.
CREATE TABLE share (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	id BYTEA NOT NULL PRIMARY KEY,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE INDEX share_trip ON share (company, pass_id, created, id);
CREATE INDEX share_expires ON share (expires);

-- Sealed notices of provinces and their counties, until they expire.
CREATE TABLE notice (
	province BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	not_after BIGINT NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (province, hash)
);
CREATE INDEX notice_live ON notice (province, not_after);
CREATE INDEX notice_expires ON notice (not_after);
