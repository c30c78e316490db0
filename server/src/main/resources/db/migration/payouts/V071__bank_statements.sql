-- Bank statements as they were read, and which of their lines prove which payout.

create table payouts.statement (
  statement_id bigint generated always as identity primary key,
  account text not null,
  bank_id text not null,                -- what the bank calls the statement
  currency text not null,
  from_day date,
  to_day date,
  opening_minor bigint,
  closing_minor bigint,
  read_at timestamptz not null,
  read_by text not null,
  unique (account, bank_id)
);
create index statement_days on payouts.statement (account, currency, to_day);

create table payouts.statement_line (
  line_id bigint generated always as identity primary key,
  statement_id bigint not null references payouts.statement,
  ordinal integer not null,
  booked_on date not null,
  amount_minor bigint not null check (amount_minor <> 0),   -- what came in is positive
  key text,                             -- our end-to-end id, where the line names it
  bank_reference text,
  description text not null,
  outcome text not null check (outcome in ('settles', 'returns', 'fee', 'repeated', 'mismatched', 'not_ours')),
  entry_id bigint,
  unique (statement_id, ordinal),
  -- What moved money in the books is exactly what a rule recognised.
  check ((entry_id is not null) = (outcome in ('settles', 'returns', 'fee')))
);
create index statement_line_key on payouts.statement_line (key) where key is not null;
create index statement_line_reference on payouts.statement_line (bank_reference, booked_on, amount_minor) where bank_reference is not null;

-- A payout is settled by one line and returned by one line.
create table payouts.matched (
  payout_id bigint not null references payouts.payout,
  role text not null check (role in ('settles', 'returns')),
  line_id bigint not null references payouts.statement_line,
  primary key (payout_id, role)
);
create index matched_line on payouts.matched (line_id);

create trigger append_only before update or delete or truncate on payouts.statement
  for each statement execute function payouts.refuse_change();
create trigger append_only before update or delete or truncate on payouts.statement_line
  for each statement execute function payouts.refuse_change();
create trigger append_only before update or delete or truncate on payouts.matched
  for each statement execute function payouts.refuse_change();
