-- What PayPal's own report of the operator's balance shows, each transaction once, with what it is and the entry that booked it.

-- What PayPal calls the payment of a payout on its reports.
create table payouts.paypal_transaction (
  transaction_id text primary key,
  payout_id bigint not null references payouts.payout
);
create index paypal_transaction_payout on payouts.paypal_transaction (payout_id);

create table payouts.paypal_line (
  transaction_id text primary key,
  event_code text not null,
  reference_id text,
  currency text not null,
  amount_minor bigint not null,         -- in our minor units; what came in is positive
  fee_minor bigint not null,            -- the same: what PayPal took is negative, what it gave back positive
  occurred_at timestamptz not null,
  read_at timestamptz not null,
  outcome text not null check (outcome in ('settles', 'returns', 'fee', 'mismatched', 'not_ours')),
  payout_id bigint references payouts.payout,
  entry_id bigint,
  check ((payout_id is not null) = (outcome in ('settles', 'returns'))),
  check ((entry_id is not null) = (outcome in ('settles', 'returns', 'fee')))
);
create index paypal_line_time on payouts.paypal_line (occurred_at desc);
create unique index paypal_line_payout on payouts.paypal_line (payout_id, outcome) where payout_id is not null;
create trigger append_only before update or delete or truncate on payouts.paypal_line
  for each statement execute function payouts.refuse_change();
