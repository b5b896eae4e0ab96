-- A step's statements look up rows by key, so one plan per connection is as good as any: without this each connection
-- plans each statement five times before it keeps one, and planning them costs more than running them.
alter function medsettle.commit_step(jsonb) set plan_cache_mode = force_generic_plan;
alter function medsettle.post_transfers(text, text, jsonb) set plan_cache_mode = force_generic_plan;
