-- What two people of finance say became of a payout over a provider, where the provider itself does not say it.
create table payouts.stated_outcome (
  statement_id bigint generated always as identity primary key,
  payout_id bigint not null references payouts.payout,
  outcome text not null check (outcome in ('paid', 'never_executed', 'returned')),
  reference text check (length(reference) between 1 and 100),
  reason text not null check (length(reason) between 10 and 2000),
  evidence text not null check (length(evidence) between 10 and 4000),
  stated_by text not null,
  stated_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'withdrawn')),
  decided_by text,
  decided_at timestamptz,
  constraint paid_with_a_reference check ((outcome = 'paid') = (reference is not null)),
  constraint confirmed_by_a_second_person check (state <> 'confirmed' or decided_by <> stated_by),
  check ((state = 'waiting') = (decided_by is null) and (state = 'waiting') = (decided_at is null))
);
create unique index stated_outcome_waiting on payouts.stated_outcome (payout_id) where state = 'waiting';
create unique index stated_outcome_confirmed on payouts.stated_outcome (payout_id, outcome) where state = 'confirmed';
create index stated_outcome_payout on payouts.stated_outcome (payout_id, statement_id);

create function payouts.stated_outcome_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'waiting'
    or (old.statement_id, old.payout_id, old.outcome, old.reference, old.reason, old.evidence, old.stated_by, old.stated_at)
      is distinct from
      (new.statement_id, new.payout_id, new.outcome, new.reference, new.reason, new.evidence, new.stated_by, new.stated_at) then
    raise exception 'what was stated about payout % stays as it was stated', old.payout_id using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger stated_outcome_stays before update or delete on payouts.stated_outcome
  for each row execute function payouts.stated_outcome_stays();
