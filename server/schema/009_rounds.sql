-- What is said about a leg between a question and a decision, and after it. Every row names its owner.

-- Sealed legs that were reopened. ended: 0 while the leg still counts because its revision is not decided; else the moment
-- since which its index is to be revoked.
CREATE TABLE leg_revision (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	revision BIGINT NOT NULL,
	company TEXT NOT NULL,
	week BIGINT NOT NULL,
	status_index BIGINT NOT NULL,
	change BIGINT NOT NULL,
	created BIGINT NOT NULL,
	ended BIGINT NOT NULL,
	person_1 BIGINT NOT NULL,
	person_2 BIGINT NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (pass_id, province, revision)
);
CREATE UNIQUE INDEX leg_revision_status ON leg_revision (province, week, status_index);
CREATE INDEX leg_revision_ended ON leg_revision (province, ended);

-- decision: hash of the correction. keyid: whose signed request it was.
CREATE TABLE answer (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	province BIGINT NOT NULL,
	decision BYTEA NOT NULL,
	item BIGINT NOT NULL,
	keyid BYTEA NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (pass_id, province, decision, item)
);

-- What a leg is wished to be beside the application: a Proposal.
CREATE TABLE wish (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	province BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (pass_id, province)
);

CREATE TABLE condition_text (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	hash BYTEA NOT NULL,
	company TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (pass_id, province, hash)
);

-- body: the Consultation as it was asked. answered: 0 until then.
CREATE TABLE consultation (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	number BIGINT NOT NULL,
	deadline BIGINT NOT NULL,
	body BYTEA NOT NULL,
	answered BIGINT NOT NULL,
	opinion BIGINT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (pass_id, province, number)
);
CREATE INDEX consultation_open ON consultation (province, answered, deadline, pass_id, number);

-- A changed trip and the one it changes.
CREATE TABLE amendment (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL PRIMARY KEY,
	amends BYTEA NOT NULL,
	reason TEXT NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX amendment_of ON amendment (company, amends);

-- The pass a province sealed last for a company's vehicles. train: hash of their VINs.
CREATE TABLE approval (
	province BIGINT NOT NULL,
	company TEXT NOT NULL,
	train BYTEA NOT NULL,
	pass_id BYTEA NOT NULL,
	PRIMARY KEY (province, company, train)
);
