-- What a queue shows beside a leg stands in its index too: which unit of how many it is (0: it travels alone), and whether the task group
-- ever asked for haste; only then are its words looked for.
ALTER TABLE leg ADD COLUMN unit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN expedited BIGINT NOT NULL DEFAULT 0;
UPDATE leg SET unit = COALESCE((SELECT unit.unit FROM unit WHERE unit.company = leg.company AND unit.pass_id = leg.pass_id), 0),
	units = COALESCE((SELECT unit.units FROM unit WHERE unit.company = leg.company AND unit.pass_id = leg.pass_id), 0),
	expedited = COALESCE((SELECT 1 FROM expedite WHERE expedite.pass_id = leg.pass_id AND expedite.province = leg.province LIMIT 1), 0);
DROP INDEX leg_turn;
CREATE INDEX leg_turn ON leg (province, decided, turn, pass_id, created, due, ordinal, state, since, class, company_name, cargo,
	person_1, person_2, days, stopped, paused, remaining, level, missing_year, watch, latest_decision, timetable, unit, units, expedited);
