-- What is reckoned from postings is changed by booking and by sealing alone: an edited balance would let an overdrawing entry pass.

create function ledger.only_by_booking() returns trigger language plpgsql as $$
begin
  -- Deeper than one: a statement of the trigger that books postings.
  if pg_trigger_depth() > 1 or current_setting('ledger.sealing', true) = 'on' then
    return new;
  end if;
  raise exception 'ledger.% follows the postings and is not written by hand', tg_table_name;
end
$$;

alter function ledger.seal(integer) set "ledger.sealing" = 'on';

-- An account's row is made ready for locking before anything is booked, with nothing in it.
create trigger only_by_booking_begin before insert on ledger.balance
  for each row when (new.amount_minor <> 0) execute function ledger.only_by_booking();
create trigger only_by_booking before update or delete or truncate on ledger.balance
  for each statement execute function ledger.only_by_booking();
create trigger only_by_booking before insert or update or delete or truncate on ledger.unsealed
  for each statement execute function ledger.only_by_booking();
create trigger only_by_booking before insert or update or delete or truncate on ledger.total
  for each statement execute function ledger.only_by_booking();
create trigger only_by_booking before insert or update or delete or truncate on ledger.totalled
  for each statement execute function ledger.only_by_booking();
