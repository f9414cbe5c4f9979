-- A device's log as far as it is here: its highest number, and how many numbers up to that are here, each once.
CREATE TABLE passage_log (
	province BIGINT NOT NULL,
	device BYTEA NOT NULL,
	last BIGINT NOT NULL,
	numbers BIGINT NOT NULL,
	PRIMARY KEY (province, device)
);
INSERT INTO passage_log (province, device, last, numbers)
	SELECT province, device, MAX(sequence), COUNT(DISTINCT sequence) FROM passage GROUP BY province, device;
