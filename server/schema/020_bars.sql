-- What bars assignments of a trip, by its place in the issuer's list, as an officer has sealed it. kind 1 and 2: the serials
-- below `number`, on phones and on paper, by the assignment that bears it; 3: whatever the officer in slot `number` assigns,
-- by a Bar of another officer. Rows are never changed.
CREATE TABLE bar (
	province BIGINT NOT NULL,
	week BIGINT NOT NULL,
	status_index BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	number BIGINT NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	created BIGINT NOT NULL,
	body BYTEA NOT NULL,
	signature BYTEA NOT NULL,
	key BYTEA NOT NULL,
	PRIMARY KEY (province, week, status_index, kind, number)
);
CREATE INDEX bar_pass ON bar (company, pass_id, kind, number);
