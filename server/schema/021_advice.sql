-- What a rule of the province said when a person decided so. ruling: 0: no rule held.
ALTER TABLE step ADD COLUMN ruling BIGINT NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN rule TEXT NOT NULL DEFAULT '';
