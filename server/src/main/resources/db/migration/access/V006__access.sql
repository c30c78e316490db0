-- People, API keys, the audit chain, and the sessions of Spring Session.

create schema if not exists access;

create table access.person (
  person_id bigint generated always as identity primary key,
  login text not null unique check (login = lower(login) and length(login) between 1 and 100),
  password_hash text not null,
  must_change_password boolean not null default false,
  role text not null check (role in ('admin', 'moderator', 'finance', 'creator')),
  creator_id bigint check ((role = 'creator') = (creator_id is not null)),
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);

create table access.api_key (
  key_id text primary key,              -- public part, shown in lists
  secret_sha256 bytea not null,         -- 256 random bits need no slow hash
  label text not null,
  role text not null check (role in ('admin', 'moderator', 'finance', 'creator', 'service')),
  creator_id bigint check ((role = 'creator') = (creator_id is not null)),
  created_at timestamptz not null default now(),
  created_by text not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Failed logins, for the rate limit; shared by all instances.
create table access.login_failure (
  failed_at timestamptz not null,
  login text not null,
  address text not null
);

create index login_failure_recent on access.login_failure (failed_at);

-- Privileged actions. Each entry carries the hash of the one before it, so that an edit shows.
create table access.audit_entry (
  entry_id bigint primary key,
  occurred_at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null
);

create function access.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end
$$;

create trigger audit_entry_append_only before update or delete or truncate on access.audit_entry
  for each statement execute function access.refuse_change();

create table access.spring_session (
  primary_id char(36) not null primary key,
  session_id char(36) not null unique,
  creation_time bigint not null,
  last_access_time bigint not null,
  max_inactive_interval int not null,
  expiry_time bigint not null,
  principal_name varchar(100)
);

create index spring_session_expiry on access.spring_session (expiry_time);
create index spring_session_principal on access.spring_session (principal_name);

create table access.spring_session_attributes (
  session_primary_id char(36) not null references access.spring_session (primary_id) on delete cascade,
  attribute_name varchar(200) not null,
  attribute_bytes bytea not null,
  primary key (session_primary_id, attribute_name)
);
