-- From which devices an account is used, as its sessions, its registration and the publications of its videos say: to the day. Kept as
-- the hash that gifts have of the same device, for the same limited time.
create table events.account_device (
  user_id bigint not null,
  device_hash uuid not null,
  -- Days of UTC.
  first_day date not null,
  last_day date not null,
  -- When it was first heard of.
  known_at timestamptz not null,
  primary key (user_id, device_hash),
  check (first_day <= last_day)
);

create index account_device_last on events.account_device (last_day);
create index account_device_known on events.account_device (known_at);
