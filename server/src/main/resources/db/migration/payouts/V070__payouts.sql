-- Payouts: who can be paid and how, runs, payouts with their states, and the reasons why something is not paid.
--
-- A payout's state says where its money is in the ledger:
--   reserved, submitting, unknown                     in payout (a hold)
--   accepted, unclaimed, on_hold, paid, confirmed     the rail's clearing account
--   failed, cancelled, returned                       back in available
-- The trigger payout_moves_on permits the transitions of the state machine and no others, keeps what a payout is, and
-- mirrors the state into public.creator_payouts in the words of the contract.

create schema if not exists payouts;

-- The currency of a payout; null in rows of an earlier installation, whose amounts are in the reporting currency.
alter table public.creator_payouts add column if not exists currency varchar(3);

-- What must be known of a creator before money may leave. A pause holds its reason; null is no pause.
create table payouts.payee (
  creator_id bigint primary key,
  identity_reviewed_at timestamptz,
  of_age_confirmed_at timestamptz,
  tax_form_until date,                  -- the last day on which the tax form is valid
  paused_by_self text check (paused_by_self <> ''),
  paused_by_platform text check (paused_by_platform <> ''),
  paused_by_provider text check (paused_by_provider <> ''),
  -- Kept back from each payout: per cent of everything unpaid and of everything paid since the reserve began.
  reserve_percent numeric(5,2) not null default 0 check (reserve_percent between 0 and 100),
  reserve_since timestamptz,
  check ((reserve_percent > 0) = (reserve_since is not null))
);

-- Where a creator is paid to. A destination is never edited: a new one retires the one before, so that a payout
-- always names the destination it went to.
create table payouts.method (
  method_id bigint generated always as identity primary key,
  creator_id bigint not null,
  rail text not null check (rail ~ '^[a-z][a-z-]{1,29}$'),
  holder text not null check (length(holder) between 1 and 70),
  account text not null check (length(account) between 1 and 200),
  bic text check (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
  changed_at timestamptz not null,
  changed_by text not null,
  verified_at timestamptz,
  verified_by text,
  retired_at timestamptz,
  check ((verified_at is null) = (verified_by is null))
);
create unique index method_in_force on payouts.method (creator_id) where retired_at is null;

-- One weekly run per Friday, whoever starts it and however often. `decided_until` is the last creator it dealt with.
create table payouts.run (
  run_id bigint generated always as identity primary key,
  kind text not null check (kind in ('weekly', 'single')),
  period date not null,
  started_by text not null,
  started_at timestamptz not null,
  decided_until bigint not null default 0,
  finished_at timestamptz,
  check (kind <> 'weekly' or extract(isodow from period) = 5)
);
create unique index run_of_the_week on payouts.run (period) where kind = 'weekly';

-- Who was not paid in a run, why, and how much it was about.
create table payouts.skipped (
  run_id bigint not null references payouts.run,
  creator_id bigint not null,
  currency text not null,
  reason text not null,
  amount_minor bigint not null check (amount_minor > 0),
  detail text not null,
  primary key (run_id, creator_id, currency)
);
create index skipped_creator on payouts.skipped (creator_id, run_id);

-- What goes to a rail together: one message, one file. Its content follows from its rows alone.
create table payouts.batch (
  batch_id bigint generated always as identity primary key,
  rail text not null,
  currency text not null,
  message_id text not null unique check (length(message_id) between 1 and 35),
  created_at timestamptz not null,
  execution_date date not null,
  -- The file as it was first made: another one under the same message id would be another order to the bank.
  file_sha256 text check (length(file_sha256) = 64),
  handed_over_at timestamptz,
  handed_over_by text,
  check ((handed_over_at is null) = (handed_over_by is null))
);

create table payouts.payout (
  payout_id bigint primary key references public.creator_payouts (id),
  creator_id bigint not null,
  run_id bigint not null references payouts.run,
  period date not null,
  currency text not null,
  exponent smallint not null check (exponent between 0 and 2),
  amount_minor bigint not null check (amount_minor > 0),
  method_id bigint not null references payouts.method,
  rail text not null,
  hold_id bigint not null unique,
  created_by text not null,
  created_at timestamptz not null,
  approval_needed boolean not null,
  approved_by text,
  approved_at timestamptz,
  state text not null check (state in ('reserved', 'submitting', 'unknown', 'accepted', 'unclaimed', 'on_hold', 'paid',
    'confirmed', 'failed', 'cancelled', 'returned')),
  state_since timestamptz not null,
  attempt_key text unique,
  reference text,
  reason text,
  looks integer not null default 0,
  next_look_at timestamptz,
  constraint approved_by_a_second_person check (approved_by is null or approved_by <> created_by),
  constraint approved_before_sent check (not approval_needed or approved_by is not null or state in ('reserved', 'cancelled')),
  constraint key_saved_before_sent check (state in ('reserved', 'cancelled') or attempt_key is not null),
  constraint processed_with_a_reference check (state in ('reserved', 'submitting', 'unknown', 'failed', 'cancelled') or reference is not null)
);
create unique index payout_open on payouts.payout (creator_id, currency, period)
  where state not in ('failed', 'cancelled', 'returned');
create index payout_run on payouts.payout (run_id);
create index payout_creator on payouts.payout (creator_id, payout_id);
create index payout_to_send on payouts.payout (rail, currency) where state = 'reserved';
create index payout_to_look_at on payouts.payout (next_look_at) where next_look_at is not null;

-- What was, or is about to be, asked of a rail for a payout. One payout has one attempt, and the attempt one key, saved before
-- the first call: what failed is paid anew as another payout.
create table payouts.attempt (
  key text primary key check (length(key) between 1 and 35),
  payout_id bigint not null unique references payouts.payout,
  batch_id bigint not null references payouts.batch,
  saved_at timestamptz not null,
  calls integer not null default 0,
  last_called_at timestamptz
);
create index attempt_batch on payouts.attempt (batch_id);
alter table payouts.payout add foreign key (attempt_key) references payouts.attempt;

-- Every step of a payout, with the entry of the ledger that moved its money where one did.
create table payouts.event (
  event_id bigint generated always as identity primary key,
  payout_id bigint not null references payouts.payout,
  occurred_at timestamptz not null,
  from_state text,
  to_state text not null,
  source text not null,
  detail text,
  entry_id bigint
);
create index event_payout on payouts.event (payout_id, event_id);

-- What a person must look at: something that no rule may decide.
create table payouts.exception (
  exception_id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  payout_id bigint references payouts.payout,
  sentence text not null,
  opened_at timestamptz not null,
  owner text,
  explained_at timestamptz,
  explained_by text,
  explanation text,
  unique (kind, subject),
  check ((explained_at is null) = (explanation is null) and (explained_at is null) = (explained_by is null))
);

create function payouts.contract_status(state text) returns text language sql immutable
  return case
    when state = 'reserved' then 'pending'
    when state in ('paid', 'confirmed') then 'paid'
    when state in ('failed', 'cancelled', 'returned') then state
    else 'processing' end;

create function payouts.payout_moves_on() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'payouts.payout keeps every payout' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'reserved' then
      raise exception 'a payout begins reserved, not %', new.state using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (old.payout_id, old.creator_id, old.run_id, old.period, old.currency, old.exponent, old.amount_minor, old.method_id, old.rail,
      old.hold_id, old.created_by, old.created_at, old.approval_needed)
    is distinct from
    (new.payout_id, new.creator_id, new.run_id, new.period, new.currency, new.exponent, new.amount_minor, new.method_id, new.rail,
      new.hold_id, new.created_by, new.created_at, new.approval_needed)
    or old.attempt_key is not null and new.attempt_key is distinct from old.attempt_key then
    raise exception 'payout % stays what it was made as', old.payout_id using errcode = 'restrict_violation';
  end if;
  if new.state <> old.state and not (old.state, new.state) in (
    ('reserved', 'submitting'), ('reserved', 'cancelled'),
    ('submitting', 'unknown'), ('submitting', 'accepted'), ('submitting', 'failed'), ('submitting', 'cancelled'),
    ('unknown', 'accepted'), ('unknown', 'failed'), ('unknown', 'cancelled'),
    ('accepted', 'unclaimed'), ('accepted', 'on_hold'), ('accepted', 'paid'),
    ('accepted', 'failed'), ('accepted', 'cancelled'), ('accepted', 'returned'),
    ('unclaimed', 'accepted'), ('unclaimed', 'on_hold'), ('unclaimed', 'paid'),
    ('unclaimed', 'failed'), ('unclaimed', 'cancelled'), ('unclaimed', 'returned'),
    ('on_hold', 'accepted'), ('on_hold', 'unclaimed'), ('on_hold', 'paid'),
    ('on_hold', 'failed'), ('on_hold', 'cancelled'), ('on_hold', 'returned'),
    ('paid', 'confirmed'), ('paid', 'failed'), ('paid', 'returned'),
    ('confirmed', 'returned')) then
    raise exception 'payout % cannot go from % to %', old.payout_id, old.state, new.state
      using errcode = 'check_violation', constraint = 'payout_state_machine';
  end if;
  update public.creator_payouts
  set status = payouts.contract_status(new.state),
    transaction_id = new.reference,
    payout_date = case when new.state = 'paid' and old.state <> 'paid' then new.state_since else payout_date end
  where id = new.payout_id
    and (status, transaction_id) is distinct from (payouts.contract_status(new.state), new.reference);
  return new;
end
$$;
create trigger payout_moves_on before insert or update or delete on payouts.payout
  for each row execute function payouts.payout_moves_on();

create function payouts.method_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.method_id, old.creator_id, old.rail, old.holder, old.account, old.bic, old.changed_at, old.changed_by)
    is distinct from
    (new.method_id, new.creator_id, new.rail, new.holder, new.account, new.bic, new.changed_at, new.changed_by) then
    raise exception 'a payout method is replaced, never edited' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger method_stays before update or delete on payouts.method
  for each row execute function payouts.method_stays();

create function payouts.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'payouts.% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete or truncate on payouts.event
  for each statement execute function payouts.refuse_change();
create trigger append_only before update or delete or truncate on payouts.skipped
  for each statement execute function payouts.refuse_change();
