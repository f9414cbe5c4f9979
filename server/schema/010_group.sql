-- What a leg went through. n counts within the leg; its coming in is the leg's own row.
CREATE TABLE step (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	n BIGINT NOT NULL,
	state BIGINT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (pass_id, province, n)
);
CREATE INDEX step_created ON step (province, created, state);
INSERT INTO step (province, pass_id, company, n, state, created)
	SELECT province, pass_id, company, 1, state, since FROM leg WHERE state <> 1;
CREATE INDEX leg_created ON leg (province, created);

-- id here and below: the nonce of the request.
CREATE TABLE expedite (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	created BIGINT NOT NULL,
	id BYTEA NOT NULL,
	who TEXT NOT NULL,
	actor BYTEA NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (pass_id, province, created, id)
);
CREATE INDEX expedite_created ON expedite (province, created);

-- province: whose reviewers read it, 0 for those of every leg. side: the writer's role.
CREATE TABLE message (
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	province BIGINT NOT NULL,
	created BIGINT NOT NULL,
	id BYTEA NOT NULL,
	side BIGINT NOT NULL,
	who TEXT NOT NULL,
	actor BYTEA NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (pass_id, created, id)
);

-- province: whose task group is asked. pass_id: empty for none. pending: 1 until it is answered.
CREATE TABLE difficulty (
	province BIGINT NOT NULL,
	id BYTEA NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	who TEXT NOT NULL,
	actor BYTEA NOT NULL,
	created BIGINT NOT NULL,
	answer_by BIGINT NOT NULL,
	pending BIGINT NOT NULL,
	answered BIGINT NOT NULL,
	answered_by TEXT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (province, id)
);
CREATE INDEX difficulty_due ON difficulty (province, pending, answer_by, id);
CREATE INDEX difficulty_company ON difficulty (company, created, id);
CREATE INDEX difficulty_created ON difficulty (province, created);
CREATE INDEX difficulty_answered ON difficulty (province, answered);

-- Daily reports as they were frozen. day: civil days since 1 January 1970. ends: the last moment it tells of.
CREATE TABLE report (
	day BIGINT NOT NULL,
	edition BIGINT NOT NULL,
	ends BIGINT NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (day, edition)
);

-- Chance of this desk's own, made once.
CREATE TABLE seed (
	name TEXT NOT NULL PRIMARY KEY,
	secret BYTEA NOT NULL,
	created BIGINT NOT NULL
);
