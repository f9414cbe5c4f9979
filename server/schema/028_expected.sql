-- When a leg that was sealed begins and ends, as it stands: what is due at its province's gates. 0: none ever was. A revision that is
-- not sealed yet moves nothing. What was sealed before is due until the week is over that its trip ends in.
ALTER TABLE leg ADD COLUMN opens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN closes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX leg_closes ON leg (province, closes, pass_id) WHERE closes > 0;

-- Week 1 is the one with 4 January; day 0 of the epoch was a Thursday.
UPDATE leg SET closes = 86400 * (365 * (week / 100 - 1970) + (week / 100 - 1969) / 4 + 3
	- (365 * (week / 100 - 1970) + (week / 100 - 1969) / 4 + 6) % 7 + 7 * (week % 100)) - 1
	WHERE state = 3 OR revision > 1;
