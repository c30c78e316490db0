-- The name and colour under which a creator's own pages and statements are shown, where their tier has that.
create table platform.creator_brand (
  creator_id bigint primary key,
  name text not null check (length(name) between 1 and 40),
  accent text not null check (accent ~ '^#[0-9a-f]{6}$'),
  changed_at timestamptz not null,
  changed_by text not null
);
