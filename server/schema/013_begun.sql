-- begun: since when a leg's clock runs. What was before a leg was opened again stood as a pause of its own kind (5), which ends.
ALTER TABLE leg ADD COLUMN begun BIGINT NOT NULL DEFAULT 0;
UPDATE leg SET begun = COALESCE((SELECT MAX(ended) FROM pause WHERE pause.pass_id = leg.pass_id AND pause.province = leg.province
	AND pause.kind = 5), created);
DELETE FROM pause WHERE kind = 5;
