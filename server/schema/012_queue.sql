-- A page of a queue reads this index and nothing else: what it shows of a leg stands in it, neighbours in the queue beside each
-- other, however many legs were decided between them.
DROP INDEX leg_turn;
CREATE INDEX leg_turn ON leg (province, decided, turn, pass_id, created, due, ordinal, state, since, class, company_name, cargo,
	person_1, person_2, days, stopped, paused, remaining, level, missing_year, watch, latest_decision, timetable);
