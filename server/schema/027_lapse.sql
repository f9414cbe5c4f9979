-- lapse: when the pass or the leg that was let pass had been taken back by then, as the desk knew and the gate did not; 0: it had not.
ALTER TABLE passage ADD COLUMN lapse BIGINT NOT NULL DEFAULT 0;
CREATE INDEX passage_lapse ON passage (province, at, hash) WHERE lapse > 0;
