-- Since when those who wait for a trip have been told that it no longer reaches its port; 0: nobody was, or it does again.
ALTER TABLE trip ADD COLUMN late BIGINT NOT NULL DEFAULT 0;

-- The desk looks at an open leg when the latest decision with which the port is still reached has passed, too.
UPDATE leg SET watch = 0 WHERE decided = 0;
