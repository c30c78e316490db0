-- What is set aside is asked about every minute, in order of its numbers, however much was paid before.
create index payout_reserved on payouts.payout (payout_id) where state = 'reserved';
