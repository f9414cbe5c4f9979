-- lapse_what: what had been taken back, a LapseWhat; lapse_why: what says that it was before, a LapseWhy. 0: none, or not written down
-- what it was.
ALTER TABLE passage ADD COLUMN lapse_what BIGINT NOT NULL DEFAULT 0;
ALTER TABLE passage ADD COLUMN lapse_why BIGINT NOT NULL DEFAULT 0;
UPDATE passage SET lapse_why = 1 WHERE lapse > 0;
