-- When gifts were last looked at; null before the first look.
alter table risk.looked add column looked_at timestamptz;
