-- A province's file of revocations begins with the newest and ends where it is full.
CREATE INDEX revocation_in_force ON revocation (province, in_force, id);
