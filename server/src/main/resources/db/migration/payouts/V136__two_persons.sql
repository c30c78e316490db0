-- Two persons: who names a destination does not verify it, and who named or verified it does not approve a payout to it.

-- Destinations that one person named and verified before this was refused stay as they are.
alter table payouts.method add column verified_alone boolean not null default false;
update payouts.method set verified_alone = true where verified_by = changed_by;
alter table payouts.method add constraint verified_by_a_second_person
  check (verified_by is null or verified_alone or verified_by <> changed_by);

create function payouts.approved_by_a_stranger_to_the_destination() returns trigger language plpgsql as $$
begin
  if exists (select from payouts.method as m where m.method_id = new.method_id and new.approved_by in (m.changed_by, m.verified_by)) then
    raise exception 'payout % is approved by whoever named or verified its destination', new.payout_id
      using errcode = 'check_violation', constraint = 'approved_by_a_stranger_to_the_destination';
  end if;
  return new;
end
$$;
create trigger approved_by_a_stranger_to_the_destination before update of approved_by on payouts.payout
  for each row when (new.approved_by is not null and old.approved_by is null)
  execute function payouts.approved_by_a_stranger_to_the_destination();

-- Whoever left Stripe is not paused by it.
update payouts.payee as e set paused_by_provider = null
where e.paused_by_provider like 'Stripe: %' and not exists (
  select from payouts.method as m where m.creator_id = e.creator_id and m.rail = 'stripe' and m.retired_at is null);
