-- For which province: 0 where the application lists it, else the one whose correction it answers.
ALTER TABLE attachment ADD COLUMN province BIGINT NOT NULL DEFAULT 0;
