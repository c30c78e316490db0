-- Earnings that are withheld, disputes about gifts, and refunds that follow from a decision made here.

-- Why an earning is withheld: its creators' parts stay withheld while any row of it is not lifted. A row may come before its gift:
-- the gift is withheld when it is booked.
create table monetization.withholding (
  withholding_id bigint generated always as identity primary key,
  event_key uuid not null,
  cause text not null check (cause = 'dispute' or cause ~ '^risk:[0-9]+$'),
  since timestamptz not null,
  lifted_at timestamptz
);

create unique index withholding_open on monetization.withholding (event_key, cause) where lifted_at is null;

-- A dispute (chargeback) by the payer's bank about a gift: open until it is won or lost; a won one may be opened again, a lost one is final.
create table monetization.dispute (
  gift_key uuid primary key,
  gift_event_id text not null,
  state text not null check (state in ('open', 'won', 'lost')),
  opened_at timestamptz,                -- null where its end was heard before its beginning
  decided_at timestamptz,
  check ((state = 'open') = (decided_at is null)),
  check (state <> 'open' or opened_at is not null)
);

create index dispute_open on monetization.dispute (opened_at) where state = 'open';

create function monetization.lost_is_final() returns trigger language plpgsql as $$
begin
  if old.state = 'lost' then
    raise exception 'the dispute about % is lost for good', old.gift_event_id using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger lost_is_final before update on monetization.dispute
  for each row execute function monetization.lost_is_final();

-- Each event about a dispute, and what came of it.
create table monetization.dispute_word (
  event_key uuid primary key,
  event_id text not null,
  gift_key uuid not null,
  word text not null check (word in ('disputed', 'won', 'lost')),
  said_at timestamptz not null,
  effect text not null check (effect in ('taken', 'repeated', 'refused'))
);

create index dispute_word_refused on monetization.dispute_word (said_at) where effect = 'refused';

-- Gifts that are to be given back by a decision made here: each becomes a gift_refunded event with the id refund_event_id, which is
-- booked and counted like any other.
create table monetization.decided_refund (
  gift_key uuid primary key,
  refund_event_id text not null unique,
  reason text not null check (reason in ('dispute_lost', 'fraud_confirmed')),
  effective_at timestamptz not null,
  settled_at timestamptz                -- the event was accepted, or nothing was left to give back
);

create index decided_refund_open on monetization.decided_refund (effective_at) where settled_at is null;

-- What of a refund a decided refund of the same gift had given back already, or the other way round; not booked.
alter table monetization.refund add column repeated_minor bigint not null default 0
  check (repeated_minor between 0 and amount_minor - unmatched_minor);
