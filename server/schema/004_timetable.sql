-- What the desk reckoned for a trip when it last changed: a TimetableState, and until when every leg must be decided
-- so that the port is still reached (0: not reckoned, or nothing helps any more).
ALTER TABLE trip ADD COLUMN timetable BIGINT NOT NULL DEFAULT 0;
ALTER TABLE trip ADD COLUMN latest_decision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN timetable BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN latest_decision BIGINT NOT NULL DEFAULT 0;

-- The port's cut-off as it was moved, numbered from 1. The last one holds, before any the application's own does.
CREATE TABLE cutoff_move (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	serial BIGINT NOT NULL,
	cutoff BIGINT NOT NULL,
	created BIGINT NOT NULL,
	reason TEXT NOT NULL,
	actor BYTEA NOT NULL,
	PRIMARY KEY (company, pass_id, serial)
);
