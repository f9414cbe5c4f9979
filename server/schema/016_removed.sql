-- Keys that count no longer, and what is known of them for as long as anything they sealed lives.

-- Members a company has removed. removed: since when, also for the officer slots that status lists bar.
CREATE TABLE removed_member (
	company TEXT NOT NULL,
	key BYTEA NOT NULL,
	role BIGINT NOT NULL,
	name TEXT NOT NULL,
	removed BIGINT NOT NULL,
	remover BYTEA NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (company, key, role)
);

-- Reviewers' keys that a roster no longer lists though one before it did.
CREATE TABLE removed_key (
	province BIGINT NOT NULL,
	key BYTEA NOT NULL,
	person BIGINT NOT NULL,
	removed BIGINT NOT NULL,
	PRIMARY KEY (province, key)
);
