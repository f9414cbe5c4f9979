-- What came by at one device, in a span of time.
CREATE INDEX passage_device ON passage (province, device, at, sequence);
