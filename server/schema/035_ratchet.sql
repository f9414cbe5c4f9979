-- How often a device's time ratchet was put back by a person; the last time: when, by whom, why.
ALTER TABLE post ADD COLUMN resets BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN reset_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN reset_duty BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN reset_reason TEXT NOT NULL DEFAULT '';
