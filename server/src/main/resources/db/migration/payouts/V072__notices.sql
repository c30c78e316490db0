-- What providers send on their own: every notice whose signature holds, as it came, once.

create table payouts.notice (
  notice_id bigint generated always as identity primary key,
  provider text not null check (provider ~ '^[a-z][a-z-]{1,29}$'),
  event_id text not null check (length(event_id) between 1 and 255),
  kind text not null check (length(kind) between 1 and 255),
  occurred_at timestamptz not null,     -- as the provider says
  received_at timestamptz not null,
  body bytea not null,                  -- the very bytes that were signed
  state text not null default 'received' check (state in ('received', 'applied', 'parked', 'ignored')),
  state_since timestamptz not null,
  reason text,
  tries integer not null default 0,
  next_try_at timestamptz,
  unique (provider, event_id),
  check (state in ('received', 'applied') or reason is not null),
  check (next_try_at is null or state in ('received', 'parked'))
);
create index notice_to_try on payouts.notice (next_try_at) where next_try_at is not null;
create index notice_open on payouts.notice (notice_id) where state in ('received', 'parked');

-- A notice stays what it was received as, and what was applied or ignored stays so.
create function payouts.notice_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'payouts.notice keeps every notice' using errcode = 'restrict_violation';
  end if;
  if (old.notice_id, old.provider, old.event_id, old.kind, old.occurred_at, old.received_at, old.body)
    is distinct from
    (new.notice_id, new.provider, new.event_id, new.kind, new.occurred_at, new.received_at, new.body)
    or new.state <> old.state and (old.state in ('applied', 'ignored') or new.state = 'received') then
    raise exception 'notice % stays what it was received as', old.notice_id using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger notice_stays before update or delete on payouts.notice
  for each row execute function payouts.notice_stays();
create trigger keeps_all before truncate on payouts.notice
  for each statement execute function payouts.refuse_change();
