-- Files a company has put, by what they hold: the file itself lies in the data folder under its hash.
-- used: 1 once an application lists it. What nobody lists goes after a while.
CREATE TABLE document (
	company TEXT NOT NULL,
	hash BYTEA NOT NULL,
	size BIGINT NOT NULL,
	media_type TEXT NOT NULL,
	created BIGINT NOT NULL,
	used BIGINT NOT NULL,
	PRIMARY KEY (company, hash)
);
CREATE INDEX document_created ON document (company, created, hash);
CREATE INDEX document_waiting ON document (company, used);
CREATE INDEX document_hash ON document (hash);
CREATE INDEX document_used ON document (used, created);

-- Which of them an application lists, in its order.
CREATE TABLE attachment (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	place BIGINT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	hash BYTEA NOT NULL,
	PRIMARY KEY (pass_id, place)
);

-- The history of one pass is found by its objects, near the time they were recorded.
CREATE INDEX entry_object ON entry (province, created, object);
