-- Several trains on one application. A province sees the units of a consignment together. return_of: the pass of the way
-- out, empty where this trip is no empty return.
CREATE TABLE unit (
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	consignment TEXT NOT NULL,
	unit BIGINT NOT NULL,
	units BIGINT NOT NULL,
	return_of BYTEA NOT NULL,
	PRIMARY KEY (company, pass_id)
);
CREATE INDEX unit_consignment ON unit (company, consignment, unit, pass_id);
