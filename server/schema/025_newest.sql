-- A province's file of revocations begins with the newest and ends where it is full.
CREATE INDEX revocation_in_force ON revocation (province, in_force, id);

-- 1: what was refused is a revision, and the one before it stands.
ALTER TABLE step ADD COLUMN stands BIGINT NOT NULL DEFAULT 0;
