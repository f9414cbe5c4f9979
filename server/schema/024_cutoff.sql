-- Who moved a cut-off: the name, and of a port's gate its province and number (0: an officer of the company did).
ALTER TABLE cutoff_move ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE cutoff_move ADD COLUMN province BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cutoff_move ADD COLUMN checkpoint BIGINT NOT NULL DEFAULT 0;
