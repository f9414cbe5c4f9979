-- The desk. Who owns a row stands in it: company (USCC) or province, and every statement asks for it.

CREATE TABLE company (
	uscc TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	created BIGINT NOT NULL
);

-- id is SHA-256 of a secret this server never sees before it is used. used: 0 until then.
CREATE TABLE invitation (
	id BYTEA NOT NULL PRIMARY KEY,
	role BIGINT NOT NULL,
	province BIGINT NOT NULL,
	company TEXT NOT NULL,
	company_name TEXT NOT NULL,
	expires BIGINT NOT NULL,
	used BIGINT NOT NULL,
	inviter BYTEA NOT NULL,
	created BIGINT NOT NULL
);

CREATE TABLE member (
	company TEXT NOT NULL,
	key BYTEA NOT NULL,
	role BIGINT NOT NULL,
	name TEXT NOT NULL,
	device BIGINT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (company, key, role)
);
CREATE UNIQUE INDEX member_key ON member (key, role);

-- Keys proposed for a province's roster, for its authority to check and list.
CREATE TABLE enrolment (
	province BIGINT NOT NULL,
	invitation BYTEA NOT NULL,
	key BYTEA NOT NULL,
	body BYTEA NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (province, invitation)
);

CREATE TABLE directory (
	version BIGINT NOT NULL PRIMARY KEY,
	raw BYTEA NOT NULL,
	created BIGINT NOT NULL
);

CREATE TABLE roster (
	province BIGINT NOT NULL PRIMARY KEY,
	epoch BIGINT NOT NULL,
	version BIGINT NOT NULL,
	raw BYTEA NOT NULL,
	created BIGINT NOT NULL
);

-- Status indexes are leased in blocks. next_index: the first one never leased.
CREATE TABLE lease (
	province BIGINT NOT NULL,
	week BIGINT NOT NULL,
	next_index BIGINT NOT NULL,
	PRIMARY KEY (province, week)
);

-- The newest version of a province's status list that was given to the signer.
CREATE TABLE edition (
	province BIGINT NOT NULL PRIMARY KEY,
	version BIGINT NOT NULL
);

CREATE TABLE trip (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL PRIMARY KEY,
	state BIGINT NOT NULL,
	since BIGINT NOT NULL,
	created BIGINT NOT NULL,
	issuer BIGINT NOT NULL,
	week BIGINT NOT NULL,
	status_index BIGINT NOT NULL,
	class BIGINT NOT NULL,
	company_name TEXT NOT NULL,
	cargo TEXT NOT NULL,
	legs BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	application BYTEA NOT NULL,
	annex BYTEA NOT NULL,
	reason TEXT NOT NULL
);
CREATE UNIQUE INDEX trip_status ON trip (issuer, week, status_index);
CREATE INDEX trip_created ON trip (company, created, pass_id);

-- One province's part of a trip. decided: 1 when nobody need act. person_1, person_2: roster numbers, 0 for none.
-- body and seals are empty until somebody has sealed. pass_id is random and comes first, so that the legs of a trip share
-- a page of the index: every page touched is written and synced.
CREATE TABLE leg (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	ordinal BIGINT NOT NULL,
	state BIGINT NOT NULL,
	since BIGINT NOT NULL,
	created BIGINT NOT NULL,
	decided BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	week BIGINT NOT NULL,
	status_index BIGINT NOT NULL,
	holder TEXT NOT NULL,
	reason TEXT NOT NULL,
	person_1 BIGINT NOT NULL,
	person_2 BIGINT NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (pass_id, province)
);
CREATE INDEX leg_queue ON leg (province, decided, created, pass_id);
CREATE UNIQUE INDEX leg_status ON leg (province, week, status_index);

CREATE TABLE decision (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	hash BYTEA NOT NULL,
	kind BIGINT NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (province, pass_id, hash)
);

-- device: the driver's key, empty for paper.
CREATE TABLE assignment (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	paper BIGINT NOT NULL,
	serial BIGINT NOT NULL,
	device BYTEA NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	signature BYTEA NOT NULL,
	key BYTEA NOT NULL,
	PRIMARY KEY (company, pass_id, paper, serial, device)
);
CREATE INDEX assignment_device ON assignment (device, created);
