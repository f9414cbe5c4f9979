-- The log of a checkpoint's device, record by record. hash: of its chain, at this record; before: at the one before. The same
-- sequence with another hash is another record, and an alarm. kind, verdict, outcome: of a vehicle; 0 where a record is none or
-- cannot be read. pass_id: as the record has it, whoever's it is; empty where it has none.
CREATE TABLE passage (
	province BIGINT NOT NULL,
	device BYTEA NOT NULL,
	sequence BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	before BYTEA NOT NULL,
	checkpoint BIGINT NOT NULL,
	at BIGINT NOT NULL,
	created BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	verdict BIGINT NOT NULL,
	outcome BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	record BYTEA NOT NULL,
	PRIMARY KEY (province, device, sequence, hash)
);
CREATE INDEX passage_at ON passage (province, at, checkpoint);

-- What was last heard from a device. sequence: its highest record here; at: when that was written; state_at: issued_at of the
-- oldest status list it judged by, 0 where it lacked one; forks: records that stand against another under one number; nil_at:
-- its last hand-over after a shift without a passage.
CREATE TABLE post (
	province BIGINT NOT NULL,
	checkpoint BIGINT NOT NULL,
	device BYTEA NOT NULL,
	heard BIGINT NOT NULL,
	sequence BIGINT NOT NULL,
	at BIGINT NOT NULL,
	state_at BIGINT NOT NULL,
	forks BIGINT NOT NULL,
	nil_at BIGINT NOT NULL,
	PRIMARY KEY (province, checkpoint, device)
);

-- Where a train came by: the newest stamp first.
ALTER TABLE stamp ADD COLUMN journey BIGINT NOT NULL DEFAULT 0;
CREATE INDEX stamp_trip ON stamp (company, pass_id, at);
