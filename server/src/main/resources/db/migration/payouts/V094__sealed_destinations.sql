-- Accounts that creators are paid to are kept sealed (AES-256-GCM, under a key that is not in the database). Accounts at Stripe stay
-- readable: they are names, not accounts of a bank, and Stripe's notices are recognised by them. What was written before is sealed
-- by the server at its next start.

alter table payouts.method alter column account drop not null;
alter table payouts.method add column account_sealed bytea;
alter table payouts.method add column account_key text;       -- the name of the key, see DestinationCipher
alter table payouts.method add column account_tail text check (length(account_tail) between 1 and 4);   -- its end, to be shown
alter table payouts.method add constraint account_plain_or_sealed
  check ((account is null) = (account_sealed is not null) and (account_sealed is null) = (account_key is null)
    and (account_sealed is null or account_tail is not null));
create index method_to_seal on payouts.method (account_key, method_id) where rail <> 'stripe';

-- A destination is never edited; sealing it, or sealing it again under another key, keeps what it is.
create or replace function payouts.method_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.method_id, old.creator_id, old.rail, old.holder, old.bic, old.changed_at, old.changed_by)
    is distinct from
    (new.method_id, new.creator_id, new.rail, new.holder, new.bic, new.changed_at, new.changed_by) then
    raise exception 'a payout method is replaced, never edited' using errcode = 'restrict_violation';
  end if;
  if (old.account, old.account_sealed, old.account_key, old.account_tail)
      is distinct from (new.account, new.account_sealed, new.account_key, new.account_tail)
    and not (new.account is null and new.account_key is distinct from old.account_key
      and (old.account is not null or new.account_tail = old.account_tail)) then
    raise exception 'a payout method is replaced, never edited' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
