-- A queue's turn is the earlier of the legal due and the latest decision with which the port is still reached: open legs whose
-- clock does not stand still get theirs.
UPDATE leg SET turn = latest_decision WHERE decided = 0 AND stopped = 0 AND latest_decision <> 0 AND latest_decision < turn;
