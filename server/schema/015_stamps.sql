-- What is expected at the gate of a port. open: 1 while a journey is on its way or is to come. earliest: when the timetable
-- lets it arrive, after run_s on the road, and expected what is told: no journey arrives before its assignment lets it drive.
-- A trip that was ready before this table was is in it once it is next reckoned.
CREATE TABLE arrival (
	province BIGINT NOT NULL,
	port TEXT NOT NULL,
	open BIGINT NOT NULL,
	expected BIGINT NOT NULL,
	pass_id BYTEA NOT NULL PRIMARY KEY,
	company TEXT NOT NULL,
	earliest BIGINT NOT NULL,
	run_s BIGINT NOT NULL,
	cutoff BIGINT NOT NULL
);
CREATE INDEX arrival_port ON arrival (province, port, open, expected, pass_id);

-- Sealed by a checkpoint's device, whose key id device is. at: when it was sealed, as it says. delivered: the journey it has
-- closed, 0 for none. previous: what it links to beside the pass, empty for the first of a journey.
CREATE TABLE stamp (
	province BIGINT NOT NULL,
	device BYTEA NOT NULL,
	sequence BIGINT NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	checkpoint BIGINT NOT NULL,
	at BIGINT NOT NULL,
	created BIGINT NOT NULL,
	delivered BIGINT NOT NULL,
	previous BYTEA NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (province, device, sequence)
);
CREATE UNIQUE INDEX stamp_delivered ON stamp (company, pass_id, delivered) WHERE delivered > 0;
