-- One statement ends at a semicolon at the end of a line, so no comment may end with one.
-- Types are BIGINT, TEXT, BYTEA only (SQLite 3.40 and PostgreSQL 15 read the same text). Times are Unix seconds.

-- Answers to signed writes: the nonce is the idempotency key. Kept for 7 days.
CREATE TABLE request (
	keyid BYTEA NOT NULL,
	nonce BYTEA NOT NULL,
	digest BYTEA NOT NULL,
	answer BYTEA NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (keyid, nonce)
);
CREATE INDEX request_created ON request (created);

-- The one ordered history. A row without a sequence is not yet history. id: nanoseconds, then random bytes.
CREATE TABLE entry (
	id BYTEA NOT NULL PRIMARY KEY,
	sequence BIGINT,
	created BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	province BIGINT NOT NULL,
	object BYTEA NOT NULL,
	actor BYTEA NOT NULL
);
CREATE UNIQUE INDEX entry_sequence ON entry (sequence);
