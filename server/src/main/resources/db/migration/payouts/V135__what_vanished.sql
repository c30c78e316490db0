-- Notifications are told from statements, a name that a bank uses again is another statement, and what waits is found by an index.

alter table payouts.statement add column notification boolean not null default false;
-- A statement has balances; what was read without any was a notification.
alter table payouts.statement disable trigger append_only;
update payouts.statement set notification = true where opening_minor is null and closing_minor is null;
alter table payouts.statement enable trigger append_only;
alter table payouts.statement drop constraint statement_account_bank_id_key;
create unique index statement_once on payouts.statement (account, currency, bank_id, notification, from_day, to_day) nulls not distinct;

-- What nobody took to the bank yet, and what statements have to show.
create index batch_to_carry on payouts.batch (rail, batch_id) where handed_over_at is null;
create index payout_open_since on payouts.payout (state_since) where state in ('submitting', 'accepted', 'unclaimed', 'on_hold', 'paid');
create index payout_open_amount on payouts.payout (currency, amount_minor) where state in ('submitting', 'accepted', 'paid');

-- An empty run does not use its Friday up: the next one begins anew. A run that paid somebody stays the only one of its Friday.
alter table payouts.run add column paid_nobody boolean not null default false;
update payouts.run as r set paid_nobody = true
where r.finished_at is not null and not exists (select from payouts.payout as p where p.run_id = r.run_id);
alter table payouts.run add constraint paid_nobody_is_known_at_the_end check (not paid_nobody or finished_at is not null);
drop index payouts.run_of_the_week;
create unique index run_of_the_week on payouts.run (period) where kind = 'weekly' and not paid_nobody;
