-- Payouts in currencies of three and four decimals: the contract's column keeps as many as the currency has.
alter table public.creator_payouts alter column amount type numeric;
alter table payouts.payout drop constraint payout_exponent_check;
alter table payouts.payout add constraint payout_exponent_check check (exponent between 0 and 4);
