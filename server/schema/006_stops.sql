-- Where crews sleep and eat. stop is the site's code in its province's roster.

-- What a stop says of itself: body is the Stop message, the columns are what is asked for.
CREATE TABLE stop (
	province BIGINT NOT NULL,
	stop BIGINT NOT NULL,
	longest_mm BIGINT NOT NULL,
	beds BIGINT NOT NULL,
	meals BIGINT NOT NULL,
	body BYTEA NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (province, stop)
);

-- What is held or confirmed of a stop's capacity. night: days since 1970 that end at the stop's own hour.
CREATE TABLE stop_night (
	province BIGINT NOT NULL,
	stop BIGINT NOT NULL,
	night BIGINT NOT NULL,
	beds BIGINT NOT NULL,
	meals BIGINT NOT NULL,
	PRIMARY KEY (province, stop, night)
);

-- ended: 1 when it takes no capacity any more. body and seals are empty until it is confirmed.
CREATE TABLE booking (
	province BIGINT NOT NULL,
	stop BIGINT NOT NULL,
	code BIGINT NOT NULL,
	company TEXT NOT NULL,
	pass_id BYTEA NOT NULL,
	ordinal BIGINT NOT NULL,
	state BIGINT NOT NULL,
	since BIGINT NOT NULL,
	created BIGINT NOT NULL,
	ended BIGINT NOT NULL,
	hold_until BIGINT NOT NULL,
	not_before BIGINT NOT NULL,
	not_after BIGINT NOT NULL,
	first_night BIGINT NOT NULL,
	nights BIGINT NOT NULL,
	beds BIGINT NOT NULL,
	meals BIGINT NOT NULL,
	arrival BIGINT NOT NULL,
	reason TEXT NOT NULL,
	body BYTEA NOT NULL,
	seals BYTEA NOT NULL,
	PRIMARY KEY (province, stop, code)
);
CREATE UNIQUE INDEX booking_trip ON booking (pass_id, code);
CREATE INDEX booking_queue ON booking (province, stop, ended, not_before, code);
CREATE INDEX booking_held ON booking (province, stop, state, hold_until);
