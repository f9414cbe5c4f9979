-- What the daily report counts: journeys delivered, and trips (state 5) that nobody could drive.
CREATE INDEX stamp_day ON stamp (province, created) WHERE delivered > 0;
CREATE INDEX trip_no_timetable ON trip (issuer) WHERE state = 5;
