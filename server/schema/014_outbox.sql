-- A company's own events, oldest first: how many it has, and which go. level: of an escalation.
CREATE INDEX outbox_company ON outbox (company, id);
ALTER TABLE outbox ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
