-- told: when it was raised that the deadline had passed without an answer, or that there was nothing to raise any more; 0: not looked at.
ALTER TABLE consultation ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX consultation_overdue ON consultation (province, deadline, pass_id, number) WHERE answered = 0 AND told = 0;
