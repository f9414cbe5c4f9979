-- What drivers report of checkpoints, for auditors. id: of the request that brought it; at: when it was written down, as the device
-- says; device: the driver's key.
CREATE TABLE grievance (
	province BIGINT NOT NULL,
	id BYTEA NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	device BYTEA NOT NULL,
	checkpoint BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	amount_fen BIGINT NOT NULL,
	at BIGINT NOT NULL,
	created BIGINT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (province, id)
);
CREATE INDEX grievance_created ON grievance (province, created, id);
