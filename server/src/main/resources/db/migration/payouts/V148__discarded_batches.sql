-- Nothing that is over is in a file that is carried after: of a payment by file nothing can become before its file was handed over,
-- or the whole batch is discarded, and then its file is never handed over.

-- The rails whose payments a person carries by a file.
create function payouts.by_file(rail text) returns boolean language sql immutable parallel safe
  return rail in ('bank-file', 'by-hand');

alter table payouts.batch add column discarded_at timestamptz;
alter table payouts.batch add column discarded_by text;
alter table payouts.batch add column discarded_because text;
alter table payouts.batch add constraint discarded_by_somebody_with_a_reason
  check ((discarded_at is null) = (discarded_by is null) and (discarded_at is null) = (discarded_because is null));
alter table payouts.batch add constraint handed_over_or_discarded check (handed_over_at is null or discarded_at is null);
alter table payouts.batch add constraint discarded_by_file check (discarded_at is null or payouts.by_file(rail));

-- Batches of which something was said before anybody had handed them over: somebody carried them. Where a payment of one is over and
-- another waits, a person is told, for the two do not go together.
insert into payouts.exception (kind, subject, sentence, opened_at)
select 'answered_before_carried', 'batch ' || b.batch_id,
  format('Payments of batch %s were answered before anybody said that its file was handed over; payouts of it without an answer: %s. It counts as handed over now. Where its file was not and will not be carried, say of each of these that it was rejected.',
    b.batch_id, count(*) filter (where p.state = 'submitting')),
  now()
from payouts.batch as b
join payouts.attempt as a on a.batch_id = b.batch_id
join payouts.payout as p on p.payout_id = a.payout_id
where payouts.by_file(b.rail) and b.handed_over_at is null and b.discarded_at is null
group by b.batch_id
having bool_or(p.state = 'submitting') and bool_or(p.state in ('failed', 'cancelled', 'returned'))
on conflict (kind, subject) do nothing;

update payouts.batch as b set handed_over_at = e.first_at, handed_over_by = 'what was said of its payments'
from (
  select a.batch_id, min(e.occurred_at) as first_at
  from payouts.attempt as a join payouts.event as e on e.payout_id = a.payout_id
  where e.to_state not in ('reserved', 'submitting')
  group by a.batch_id
) as e
where e.batch_id = b.batch_id and payouts.by_file(b.rail) and b.handed_over_at is null and b.discarded_at is null;

-- Handed over, or discarded, is once and for all; so is the file.
create function payouts.batch_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or old.handed_over_at is not null and (old.handed_over_at, old.handed_over_by) is distinct from (new.handed_over_at, new.handed_over_by)
    or old.discarded_at is not null and (old.discarded_at, old.discarded_by, old.discarded_because)
      is distinct from (new.discarded_at, new.discarded_by, new.discarded_because)
    or old.file_sha256 is distinct from new.file_sha256 and (old.file_sha256 is not null or new.discarded_at is not null)
    or (old.batch_id, old.rail, old.currency, old.message_id, old.created_at, old.execution_date)
      is distinct from (new.batch_id, new.rail, new.currency, new.message_id, new.created_at, new.execution_date) then
    raise exception 'batch % stays what it is', old.batch_id using errcode = 'restrict_violation', constraint = 'batch_stays';
  end if;
  return new;
end
$$;
create trigger batch_stays before update or delete on payouts.batch
  for each row execute function payouts.batch_stays();

-- A payment by file waits until its file was handed over, or is over with its discarded batch.
create function payouts.carried_before_it_moves_on() returns trigger language plpgsql as $$
declare
  batch payouts.batch;
begin
  select b.* into batch from payouts.attempt as a join payouts.batch as b on b.batch_id = a.batch_id where a.key = new.attempt_key;
  if batch.handed_over_at is null and (batch.discarded_at is null or new.state not in ('failed', 'cancelled', 'returned')) then
    raise exception 'payout % cannot become %: the file of batch % was not handed over', new.payout_id, new.state, batch.batch_id
      using errcode = 'check_violation', constraint = 'carried_before_it_moves_on';
  end if;
  return null;
end
$$;
create trigger carried_before_it_moves_on after update of state on payouts.payout
  for each row when (new.attempt_key is not null and new.state <> old.state and new.state <> 'submitting' and payouts.by_file(new.rail))
  execute function payouts.carried_before_it_moves_on();

-- Nothing of a discarded batch is left to be paid.
create function payouts.discarded_with_all_of_it() returns trigger language plpgsql as $$
begin
  if exists (
      select from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id
      where a.batch_id = new.batch_id and p.state not in ('failed', 'cancelled', 'returned')) then
    raise exception 'batch % is discarded with payouts that are not over', new.batch_id
      using errcode = 'check_violation', constraint = 'discarded_with_all_of_it';
  end if;
  return null;
end
$$;
create constraint trigger discarded_with_all_of_it after update on payouts.batch
  deferrable initially deferred
  for each row when (new.discarded_at is not null and old.discarded_at is null)
  execute function payouts.discarded_with_all_of_it();
