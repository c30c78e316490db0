-- Who blocked, whether it stands, and what of it is in a bank.

-- A block of the contract's table stands until it is lifted. Earlier rows were written by an earlier installation or by an
-- analysis: nobody is named there.
alter table public.blocked_content
  add column if not exists blocked_by text,
  add column if not exists confirmed_fake boolean not null default false,
  add column if not exists lifted_at timestamptz,
  add column if not exists lifted_by text,
  add column if not exists lifted_reason text;
alter table public.blocked_content add constraint blocked_content_lifted
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null));

-- What became of a block's video in the banks: an item, or why there is none.
create table moderation.blocked_media (
  block_id bigint primary key,
  item_id bigint unique,
  reason text,
  noted_at timestamptz not null,
  check ((item_id is null) <> (reason is null))
);
