-- What a queue shows of the trip stands in the leg too, so that a page reads neighbouring rows and nothing else: a trip's
-- body never changes.
ALTER TABLE leg ADD COLUMN class BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN company_name TEXT NOT NULL DEFAULT '';
ALTER TABLE leg ADD COLUMN cargo TEXT NOT NULL DEFAULT '';
UPDATE leg SET class = (SELECT class FROM trip WHERE trip.pass_id = leg.pass_id),
	company_name = (SELECT company_name FROM trip WHERE trip.pass_id = leg.pass_id),
	cargo = (SELECT cargo FROM trip WHERE trip.pass_id = leg.pass_id);

-- Clocks of legs. days: working days in all, 0 for none. due: the last second in time, 0 while it is not known or the clock
-- stands still (stopped: since when, 0 else; remaining: what is then left). turn: what a queue is ordered by. watch: when the
-- desk looks at it again. missing_year: the calendar lacks it.
ALTER TABLE leg ADD COLUMN days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN stopped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN paused BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN remaining BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN watch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN missing_year BIGINT NOT NULL DEFAULT 0;
UPDATE leg SET turn = 274877906944 + created;
DROP INDEX leg_queue;
CREATE INDEX leg_turn ON leg (province, decided, turn, pass_id, created);
CREATE INDEX leg_watch ON leg (province, watch) WHERE decided = 0;

-- Time that may not count. kind: the decision that began it. ended: 0 while it lasts.
CREATE TABLE pause (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	began BIGINT NOT NULL,
	ended BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	PRIMARY KEY (pass_id, province, began)
);

-- Who was told, when, that a leg had reached a level.
CREATE TABLE escalation (
	province BIGINT NOT NULL,
	pass_id BYTEA NOT NULL,
	company TEXT NOT NULL,
	level BIGINT NOT NULL,
	created BIGINT NOT NULL,
	who TEXT NOT NULL,
	phone TEXT NOT NULL,
	PRIMARY KEY (pass_id, province, level)
);

-- What a province has decided since the desk began.
CREATE TABLE tally (
	province BIGINT NOT NULL PRIMARY KEY,
	decided BIGINT NOT NULL,
	late BIGINT NOT NULL
);
INSERT INTO tally (province, decided, late) SELECT province, COUNT(*), 0 FROM leg WHERE decided = 1 GROUP BY province;

-- Legs that stood still before their clocks did.
INSERT INTO pause (province, pass_id, company, began, ended, kind)
	SELECT province, pass_id, company, since, 0, CASE WHEN state = 5 THEN 2 ELSE 3 END FROM leg WHERE state IN (5, 6);
