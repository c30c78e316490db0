-- The simulated platform of this database, if it holds one: what makes it repeatable, and how far it has come.

create schema if not exists demo;

create table demo.simulation (
  only_row boolean primary key default true check (only_row),
  seed bigint not null,
  first_day date not null,
  -- Event time up to which everything was accepted, not including it.
  written_until timestamptz not null
);
