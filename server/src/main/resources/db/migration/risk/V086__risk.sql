-- Fraud signals on gifts, and the cases in which people decide about them.

create schema risk;

-- The limits under which signals were raised, each set of them once.
create table risk.rules (
  version integer generated always as identity primary key,
  limits jsonb not null unique,
  since timestamptz not null
);

-- Up to which entry of the ledger gifts have been looked at; nothing booked later is released.
create table risk.looked (
  only_row boolean primary key default true check (only_row),
  entry_id bigint not null
);

insert into risk.looked (entry_id) values (0);

-- The gifts that were looked at. creator_id is the receiver; of several who share a gift, the one with the largest part.
create table risk.gift (
  event_key uuid primary key,
  event_id text not null,
  occurred_at timestamptz not null,
  giver_id bigint,
  creator_id bigint not null,
  amount_minor bigint not null
);

create index gift_occurred on risk.gift (occurred_at);
create index gift_giver on risk.gift (giver_id, occurred_at);
create index gift_creator on risk.gift (creator_id, occurred_at);

-- What is to be decided about a creator: one open case at a time, decided once, by a person, with a reason.
create table risk.case_file (
  case_id bigint generated always as identity primary key,
  creator_id bigint not null,
  state text not null default 'open' check (state in ('open', 'released', 'confirmed')),
  opened_at timestamptz not null,
  owner text,
  decided_at timestamptz,
  decided_by text,
  reason text check (length(reason) between 10 and 2000),
  check ((state = 'open') = (decided_at is null)),
  check ((state = 'open') = (decided_by is null)),
  check ((state = 'open') = (reason is null))
);

create unique index case_open on risk.case_file (creator_id) where state = 'open';
create index case_newest on risk.case_file (state, case_id desc);

create function risk.decided_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'open'
    or (old.case_id, old.creator_id, old.opened_at) is distinct from (new.case_id, new.creator_id, new.opened_at) then
    raise exception 'case % is kept as it was decided', old.case_id using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger decided_once before update or delete on risk.case_file
  for each row execute function risk.decided_once();

-- What was noticed, under which limits, with the figures that it says.
create table risk.signal (
  signal_id bigint generated always as identity primary key,
  case_id bigint not null references risk.case_file,
  rule text not null,
  rules_version integer not null references risk.rules,
  scope text not null,
  raised_at timestamptz not null,
  figures jsonb not null
);

create index signal_case on risk.signal (case_id, signal_id);

-- The gifts behind a signal. A rule names a gift once, so that looking again raises nothing again.
create table risk.signal_gift (
  signal_id bigint not null references risk.signal,
  event_key uuid not null references risk.gift,
  rule text not null,
  released boolean not null,            -- it was released before it was noticed: not withheld, but payouts wait
  primary key (signal_id, event_key),
  unique (rule, event_key)
);
