-- Job runs as they are shown, and the one table of db-scheduler.

create schema if not exists jobs;

create table jobs.run (
  run_id bigint generated always as identity primary key,
  job text not null,
  target_day date,                      -- the day that was asked for; null: what is due
  triggered_by text not null,           -- schedule, or the person or key that asked
  instance text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text not null check (outcome in ('running', 'succeeded', 'failed', 'abandoned')),
  message text not null default '',
  check ((outcome = 'running') = (finished_at is null))
);

create index run_newest on jobs.run (job, run_id desc);

create table jobs.scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on jobs.scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on jobs.scheduled_tasks (last_heartbeat);
