-- From where gifts came, what disputes are about, and what was refunded twice.

-- The id of the gift event that a dispute is about.
alter table events.event add column dispute_of text;
alter table events.money_event add column dispute_of text;

-- A dispute carries no amount: it is about all that is left of its gift.
alter table events.money_event drop constraint money_event_amount_minor_check;
alter table events.money_event add constraint amount_or_dispute
  check (amount_minor > 0 and dispute_of is null or amount_minor = 0 and dispute_of is not null);

-- What a gift event said about its sender's device, payment method and address. They identify people: only the first 128 bits of
-- an HMAC-SHA-256 under a key of the installation are kept, apart from the log, and for a limited time.
create table events.gift_context (
  -- The first 128 bits of SHA-256 over the event's id, as in events.identity.
  event_key uuid primary key,
  accepted_at timestamptz not null,
  device_hash uuid,
  method_hash uuid,
  method_added_at timestamptz,
  address_hash uuid
);

create index gift_context_device on events.gift_context (device_hash) where device_hash is not null;
create index gift_context_method on events.gift_context (method_hash) where method_hash is not null;
create index gift_context_address on events.gift_context (address_hash) where address_hash is not null;
create index gift_context_accepted on events.gift_context (accepted_at);

-- What of a refund another event had taken back already, as whoever keeps the books found out: figures leave it out.
create table events.repeated_refund (
  event_id text primary key,
  repeated_minor bigint not null check (repeated_minor > 0)
);
