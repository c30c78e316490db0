-- Payouts over Stripe Connect. One payout is two moves of money there, platform → connected account and connected account →
-- bank, and a third where the second fails, which takes the first one back. Each is asked for under a key of its own.

-- Who is at work on an order: one caller at a time, so that what one is told is never decided upon by another.
create table payouts.stripe_order (
  key text primary key references payouts.attempt,
  account text not null check (account ~ '^acct_[A-Za-z0-9]+$'),
  busy_until timestamptz
);

create table payouts.stripe_move (
  key text not null references payouts.stripe_order,
  step text not null check (step in ('transfer', 'payout', 'reversal')),
  -- Saved before the first call, and never relied on after Stripe's memory of it, counted from asked_at.
  idempotency_key text not null unique,
  asked_at timestamptz not null,
  state text not null default 'asked' check (state in ('asked', 'made', 'refused')),
  object_id text unique,
  status text,                          -- the object's own, in Stripe's words
  paid_at timestamptz,                  -- when a payout was first seen as paid
  reason text,
  primary key (key, step),
  check ((state = 'made') = (object_id is not null)),
  check (state <> 'refused' or reason is not null),
  check (paid_at is null or step = 'payout')
);

create function payouts.stripe_move_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'payouts.stripe_move keeps every move' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.step <> 'transfer' and not exists (
        select from payouts.stripe_move where key = new.key and step = 'transfer' and state = 'made') then
      raise exception 'there is no transfer before the % of %', new.step, new.key using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (old.key, old.step, old.idempotency_key, old.asked_at) is distinct from (new.key, new.step, new.idempotency_key, new.asked_at)
    or old.object_id is not null and new.object_id is distinct from old.object_id
    or old.paid_at is not null and new.paid_at is distinct from old.paid_at
    or old.state = 'made' and new.state <> 'made' then
    raise exception 'the % of % stays what it was', old.step, old.key using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger stripe_move_stays before insert or update or delete on payouts.stripe_move
  for each row execute function payouts.stripe_move_stays();

-- Connected accounts that were made here, one a creator: asking again goes on with the same.
create table payouts.stripe_account (
  creator_id bigint primary key,
  account text not null unique check (account ~ '^acct_[A-Za-z0-9]+$'),
  created_at timestamptz not null,
  created_by text not null
);

-- What Stripe's own balance shows, each line once, with what it is and the entry that booked it.
create table payouts.stripe_balance_line (
  line_id text primary key,             -- Stripe's name of the balance transaction
  kind text not null,
  source text,
  currency text not null,
  amount_minor bigint not null,         -- in our minor units; what came in is positive
  fee_minor bigint not null,            -- what Stripe kept of it
  occurred_at timestamptz not null,
  read_at timestamptz not null,
  outcome text not null check (outcome in ('settles', 'returns', 'fee', 'mismatched', 'not_ours')),
  payout_id bigint references payouts.payout,
  entry_id bigint,
  check ((payout_id is not null) = (outcome in ('settles', 'returns'))),
  check (entry_id is not null or outcome in ('mismatched', 'not_ours'))
);
create index stripe_balance_line_time on payouts.stripe_balance_line (occurred_at desc);
create unique index stripe_balance_line_payout on payouts.stripe_balance_line (payout_id, outcome) where payout_id is not null;
create trigger append_only before update or delete or truncate on payouts.stripe_balance_line
  for each statement execute function payouts.refuse_change();
