-- What is taken back, as it was sealed. id: SHA-256 of the body. in_force: 0 while it waits, for a second person or, if it
-- is an officer's, for the end of the trip. person_1, person_2: roster numbers. key: of an officer, whose trip it then is,
-- and seals one signature. Empty: reviewers. Rows are never changed once they are in force, and never deleted.
CREATE TABLE revocation (
	province BIGINT NOT NULL,
	id BYTEA NOT NULL,
	week BIGINT NOT NULL,
	reason BIGINT NOT NULL,
	indexes BIGINT NOT NULL,
	created BIGINT NOT NULL,
	in_force BIGINT NOT NULL,
	person_1 BIGINT NOT NULL,
	person_2 BIGINT NOT NULL,
	key BYTEA NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (province, id)
);
CREATE INDEX revocation_created ON revocation (province, created, id);
CREATE INDEX revocation_week ON revocation (province, week, id);
CREATE INDEX revocation_officer ON revocation (company, pass_id);

-- Every index that is taken back. ordinal: of the province's leg, 0: the pass it issued.
CREATE TABLE revoked (
	province BIGINT NOT NULL,
	week BIGINT NOT NULL,
	status_index BIGINT NOT NULL,
	revocation BYTEA NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	ordinal BIGINT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (province, week, status_index)
);
CREATE INDEX revoked_pass ON revoked (company, pass_id);
CREATE INDEX revoked_by ON revoked (province, revocation);
