-- The ledger: double entry, append-only, balanced and bounded by the database itself.
--
-- An entry is a set of postings that sum to zero in each asset; a debit is positive, a credit negative. Whoever writes here,
-- by whatever program, meets these rules:
--   * an entry comes with all its postings in one statement, and they balance (trigger complete_and_balanced);
--   * an entry without postings does not survive its transaction (foreign key entry_has_its_last_line);
--   * entries, postings and seals are never changed or taken away (triggers append_only);
--   * an account with a bound never crosses it (check on balance).
--
-- Only bounded accounts have their balance kept with each posting, under a row lock. All others, the platform's income and
-- a star's earnings among them, are only appended to, so that any number of writers never wait for each other;
-- sealing folds them into `balance` later. The balance of an account is therefore
-- `balance.amount_minor` plus the postings of entries that are not sealed yet: view `account_balance`.

create schema if not exists ledger;

-- What can be owned: currencies with their ISO 4217 exponent, and things that are counted, like credits.
create table ledger.asset (
  asset text primary key check (asset ~ '^[A-Z][A-Z_]{2,19}$'),
  exponent smallint not null check (exponent between 0 and 4)
);

create table ledger.account (
  account_id bigint generated always as identity primary key,
  -- Parts from general to particular, `liabilities:creators:42:available`. The first part says what kind of account it is.
  path text not null check (path ~ '^(assets|liabilities|equity|income|expenses)(:[a-z0-9][a-z0-9-]*)+$'),
  asset text not null references ledger.asset,
  -- 0: any balance; 1: never below zero (an asset that must be there); -1: never above zero (a debt of ours that nobody can overdraw).
  bound smallint not null check (bound in (-1, 0, 1)),
  unique (path, asset)
);

create table ledger.entry (
  entry_id bigint generated always as identity primary key,
  -- Names the intent: the same key is the same entry, for ever.
  key text not null unique check (length(key) between 1 and 200),
  -- What the key stands for: a second writing of the key with another body is a mistake, and is told so.
  body_sha256 bytea not null,
  kind text not null check (kind ~ '^[a-z][a-z_]{1,39}$'),
  effective_at timestamptz not null,    -- when it happened
  recorded_at timestamptz not null default clock_timestamp(),  -- when the ledger learned of it, by the database's clock
  line_count smallint not null check (line_count >= 2),
  reverses bigint references ledger.entry,
  -- Why the amounts are what they are: inputs, rate, rule version.
  explanation jsonb not null default '{}'
);

create index entry_effective on ledger.entry (effective_at);
create index entry_reverses on ledger.entry (reverses) where reverses is not null;

create table ledger.posting (
  entry_id bigint not null references ledger.entry,
  line smallint not null check (line >= 1),
  account_id bigint not null references ledger.account,
  amount_minor bigint not null check (amount_minor <> 0),
  primary key (entry_id, line)
);

create index posting_account on ledger.posting (account_id, entry_id) include (amount_minor);

alter table ledger.entry add constraint entry_has_its_last_line
  foreign key (entry_id, line_count) references ledger.posting (entry_id, line) deferrable initially deferred;

-- Balances: of bounded accounts always current, of all others as of the last sealing.
create table ledger.balance (
  account_id bigint primary key references ledger.account,
  bound smallint not null,
  amount_minor bigint not null,
  constraint balance_within_bound check (amount_minor * bound >= 0)
) with (fillfactor = 70);

-- Entries that are neither folded into `balance` nor sealed.
create table ledger.unsealed (
  entry_id bigint primary key
);

-- The chain: each hash covers the one before it and the entry with its postings, in the order of sealing.
create table ledger.seal (
  sequence bigint primary key,
  entry_id bigint not null unique references ledger.entry,
  hash bytea not null
);

-- Keys whose attempt failed on the state of an account: they stay failed, a new attempt needs a new key.
create table ledger.burnt_key (
  key text primary key,
  body_sha256 bytea not null,
  account_id bigint not null references ledger.account,
  missing_minor bigint not null check (missing_minor > 0),
  burnt_at timestamptz not null default clock_timestamp()
);

-- Amounts set aside: moved into `holding_account_id` by `reserving_entry_id`, and from there exactly once onwards (posted), back
-- (voided, expired), or part of each.
create table ledger.hold (
  hold_id bigint generated always as identity primary key,
  key text not null unique,
  source_account_id bigint not null references ledger.account,
  holding_account_id bigint not null references ledger.account,
  amount_minor bigint not null check (amount_minor > 0),
  reserving_entry_id bigint not null unique references ledger.entry,
  created_at timestamptz not null default clock_timestamp(),
  -- A span, counted by the database's clock from created_at: no program's clock decides.
  expires_after interval check (expires_after > interval '0'),
  state text not null default 'held' check (state in ('held', 'posted', 'voided', 'expired')),
  posted_minor bigint not null default 0 check (posted_minor between 0 and amount_minor),
  resolving_entry_id bigint unique references ledger.entry,
  resolved_at timestamptz,
  check ((state = 'held') = (resolving_entry_id is null)),
  check ((state = 'held') = (resolved_at is null)),
  check ((state = 'posted') = (posted_minor > 0))
);

create index hold_open on ledger.hold (holding_account_id) where state = 'held';
create index hold_expiring on ledger.hold (created_at) where state = 'held' and expires_after is not null;

create view ledger.account_balance as
select a.account_id, a.path, a.asset, a.bound,
  coalesce(b.amount_minor, 0) + case when a.bound <> 0 then 0 else coalesce((
    select sum(p.amount_minor) from ledger.unsealed as u join ledger.posting as p on p.entry_id = u.entry_id
    where p.account_id = a.account_id), 0)::bigint end as amount_minor
from ledger.account as a left join ledger.balance as b on b.account_id = a.account_id;

create function ledger.complete_and_balanced() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select w.entry_id, w.lines, w.line_count into wrong
  from (
    select n.entry_id, count(*) as lines, min(n.line) as first_line, max(n.line) as last_line, e.line_count
    from written as n join ledger.entry as e on e.entry_id = n.entry_id
    group by n.entry_id, e.line_count
  ) as w
  where w.lines <> w.line_count or w.first_line <> 1 or w.last_line <> w.line_count
  limit 1;
  if found then
    raise exception 'entry % has % lines, but % were written', wrong.entry_id, wrong.line_count, wrong.lines
      using errcode = 'check_violation', constraint = 'entry_complete';
  end if;

  select n.entry_id, a.asset, sum(n.amount_minor) as off into wrong
  from written as n join ledger.account as a on a.account_id = n.account_id
  group by n.entry_id, a.asset having sum(n.amount_minor) <> 0
  limit 1;
  if found then
    raise exception 'entry % is off balance by % minor units of %', wrong.entry_id, wrong.off, wrong.asset
      using errcode = 'check_violation', constraint = 'entry_balanced';
  end if;

  insert into ledger.unsealed (entry_id) select distinct entry_id from written;

  if exists (select 1 from written as n join ledger.account as a on a.account_id = n.account_id where a.bound <> 0) then
    -- Rows first, then locks in one order for everybody, then the amounts.
    insert into ledger.balance (account_id, bound, amount_minor)
    select distinct a.account_id, a.bound, 0
    from written as n join ledger.account as a on a.account_id = n.account_id
    where a.bound <> 0
      and not exists (select 1 from ledger.balance as b where b.account_id = a.account_id)
    order by a.account_id
    on conflict (account_id) do nothing;

    perform 1 from ledger.balance
    where account_id in (
      select n.account_id from written as n join ledger.account as a on a.account_id = n.account_id where a.bound <> 0)
    order by account_id for update;

    update ledger.balance as b set amount_minor = b.amount_minor + moved.amount_minor
    from (
      select n.account_id, sum(n.amount_minor)::bigint as amount_minor
      from written as n join ledger.account as a on a.account_id = n.account_id
      where a.bound <> 0
      group by n.account_id
    ) as moved
    where b.account_id = moved.account_id;
  end if;
  return null;
end
$$;

create trigger complete_and_balanced after insert on ledger.posting
  referencing new table as written
  for each statement execute function ledger.complete_and_balanced();

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger.% is append-only: correct it with a new entry', tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger append_only before update or delete or truncate on ledger.entry
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.posting
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.seal
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.account
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.asset
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.burnt_key
  for each statement execute function ledger.refuse_change();

-- A hold is resolved once, and only its resolution is ever written into it.
create function ledger.resolve_once() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'ledger.hold keeps every hold' using errcode = 'restrict_violation';
  end if;
  if old.state <> 'held' or new.state = 'held'
    or (old.hold_id, old.key, old.source_account_id, old.holding_account_id, old.amount_minor, old.reserving_entry_id, old.created_at)
      is distinct from
      (new.hold_id, new.key, new.source_account_id, new.holding_account_id, new.amount_minor, new.reserving_entry_id, new.created_at) then
    raise exception 'hold % is % already', old.hold_id, old.state using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger resolve_once before update or delete on ledger.hold
  for each row execute function ledger.resolve_once();

-- What is sealed of an entry: every column of it and of its postings, in one text. Times in microseconds since 1970, so that no
-- session's zone or format shows in it.
create function ledger.sealed_text(sealed_entry_id bigint) returns text
  language sql stable parallel safe
  return (
    select concat_ws(E'\x1f', e.entry_id, e.key, encode(e.body_sha256, 'hex'), e.kind,
      (extract(epoch from e.effective_at) * 1000000)::bigint, (extract(epoch from e.recorded_at) * 1000000)::bigint,
      coalesce(e.reverses::text, '-'), e.explanation::text,
      (select string_agg(concat_ws(E'\x1f', p.line, a.path, a.asset, p.amount_minor), E'\x1e' order by p.line)
        from ledger.posting as p join ledger.account as a on a.account_id = p.account_id
        where p.entry_id = e.entry_id))
    from ledger.entry as e where e.entry_id = sealed_entry_id
  );

-- Seals up to `at_most` entries, oldest first, and folds them into the balances. One sealer at a time; returns how many it sealed.
create function ledger.seal(at_most integer) returns integer language plpgsql as $$
declare
  taken bigint[];
  previous bytea;
  next_sequence bigint;
  sealed bigint;
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'));
  taken := array(select entry_id from ledger.unsealed order by entry_id limit at_most);
  delete from ledger.unsealed where entry_id = any (taken);

  insert into ledger.balance as b (account_id, bound, amount_minor)
  select p.account_id, 0, sum(p.amount_minor)
  from ledger.posting as p join ledger.account as a on a.account_id = p.account_id
  where p.entry_id = any (taken) and a.bound = 0
  group by p.account_id
  order by p.account_id
  on conflict (account_id) do update set amount_minor = b.amount_minor + excluded.amount_minor;

  select s.sequence + 1, s.hash into next_sequence, previous from ledger.seal as s order by s.sequence desc limit 1;
  if not found then
    next_sequence := 1;
    previous := decode(repeat('00', 32), 'hex');
  end if;
  foreach sealed in array taken loop
    previous := sha256(previous || convert_to(next_sequence || E'\x1f' || ledger.sealed_text(sealed), 'UTF8'));
    insert into ledger.seal (sequence, entry_id, hash) values (next_sequence, sealed, previous);
    next_sequence := next_sequence + 1;
  end loop;
  return coalesce(array_length(taken, 1), 0);
end
$$;
