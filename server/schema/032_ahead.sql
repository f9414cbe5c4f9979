-- waits: from when on its stamp can be judged, where its time was still to come; 0: nothing waits. What came in with a time ahead before
-- this column was is judged once more.
ALTER TABLE passage ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
CREATE INDEX passage_waits ON passage (province, waits, hash) WHERE waits > 0;
UPDATE passage SET waits = created WHERE at = created AND length(pass_id) > 0;
