-- Stands before every script. Times are microseconds of this server's clock, so all nodes agree.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Cooldowns: a hash of failures, ends (of the pause), lease (of the probe), prober (its node) and
-- since (when it went out).

local CLOSED, AWAY, PROBING = 0, 1, 2
local ADMITTED, PROBE, COOLING_DOWN, RATE_LIMITED = 0, 1, 2, 3

-- Reads a cooldown as of now: a probe whose lease is over and failures long past are gone from it.
local function cooldown(key, forget)
  local seen = redis.call('HMGET', key, 'failures', 'ends', 'lease', 'prober', 'since')
  local failures, ends, lease = tonumber(seen[1]), tonumber(seen[2]), tonumber(seen[3])
  if ends and lease and now < lease then
    return {kind = PROBING, failures = failures, left = lease - now, ends = ends, prober = seen[4],
      since = tonumber(seen[5]) or now}
  elseif ends and now < ends + forget then
    return {kind = AWAY, failures = failures, left = ends - now, ends = ends}
  end
  return {kind = CLOSED, failures = 0, left = 0, ends = now}
end

local function expire(key, at)
  redis.call('PEXPIRE', key, math.ceil((at - now) / 1000) + 1000)
end

local function put_away(key, failures, ends, forget)
  redis.call('DEL', key)
  redis.call('HSET', key, 'failures', failures, 'ends', ends)
  expire(key, ends + forget)
end

local function reply(verdict, wait, standing, taken)
  return {verdict, math.ceil(wait), standing.kind, standing.failures, math.ceil(standing.left), taken or 0}
end

-- Calls of a provider in use, where one failure is not enough to put it away: a hash of the
-- failures in a row, the number of the newest bucket (at), and of each of the 11 buckets, a tenth of
-- the window wide, its calls (c0 …) and failures (f0 …).

local CALL_SLOTS = 11

local function count(key, width, forget, failed)
  local bucket = math.floor(now / width)
  local at = tonumber(redis.call('HGET', key, 'at')) or bucket - CALL_SLOTS
  if at - bucket >= CALL_SLOTS then
    redis.call('DEL', key)
    at = bucket
  end
  for b = math.max(at + 1, bucket - CALL_SLOTS + 1), bucket do
    redis.call('HDEL', key, 'c' .. b % CALL_SLOTS, 'f' .. b % CALL_SLOTS)
  end
  -- A clock that was set back a little counts as standing still.
  at = math.max(at, bucket)
  redis.call('HINCRBY', key, 'c' .. at % CALL_SLOTS, 1)
  if failed then
    redis.call('HINCRBY', key, 'f' .. at % CALL_SLOTS, 1)
    redis.call('HINCRBY', key, 'row', 1)
    redis.call('HSET', key, 'at', at)
  else
    redis.call('HSET', key, 'at', at, 'row', 0)
  end
  expire(key, now + forget)
end

-- Counts one more failure: whether it is enough to put the provider away.
local function trips(key, width, forget, row, percent, least)
  if row <= 1 then
    return true
  end
  count(key, width, forget, true)
  if tonumber(redis.call('HGET', key, 'row')) >= row then
    return true
  end
  if percent == 0 then
    return false
  end
  local calls, failures = 0, 0
  for slot = 0, CALL_SLOTS - 1 do
    local seen = redis.call('HMGET', key, 'c' .. slot, 'f' .. slot)
    calls = calls + (tonumber(seen[1]) or 0)
    failures = failures + (tonumber(seen[2]) or 0)
  end
  return calls >= least and 100 * failures >= percent * calls
end

-- Rates: a hash of 61 counters for buckets a sixtieth of the window wide, with the number of the
-- newest bucket (at) and the sum. A permit counts until its counter's turn comes round again, which
-- is at least one whole window.

local SLOTS = 61

local function window(key, width)
  local head = redis.call('HMGET', key, 'at', 'sum')
  local at, sum = tonumber(head[1]), tonumber(head[2])
  local bucket = math.floor(now / width)
  if not at or math.abs(bucket - at) >= SLOTS then
    return {at = bucket, sum = 0, gone = {}, fresh = true}
  end
  -- A clock that was set back a little counts as standing still.
  local seen = {at = math.max(bucket, at), newest = at, sum = sum, gone = {}}
  for b = at + 1, bucket do
    seen.gone[#seen.gone + 1] = b % SLOTS
  end
  if #seen.gone > 0 then
    for _, count in ipairs(redis.call('HMGET', key, unpack(seen.gone))) do
      seen.sum = seen.sum - (tonumber(count) or 0)
    end
  end
  return seen
end

-- How long until one of `most` permits is free; 0 when one is now. Changes nothing.
local function rate_wait(key, seen, most, width)
  if seen.sum < most then
    return 0
  end
  local oldest = seen.at - SLOTS + 1
  local slots = {}
  for b = oldest, seen.newest do
    slots[#slots + 1] = b % SLOTS
  end
  local surplus = seen.sum - most + 1
  for i, count in ipairs(redis.call('HMGET', key, unpack(slots))) do
    surplus = surplus - (tonumber(count) or 0)
    if surplus <= 0 then
      return (oldest + i - 1 + SLOTS) * width - now
    end
  end
  return width
end

-- Takes a permit: 0, or how long until there is one; and how many are taken then.
local function take(key, most, width)
  local seen = window(key, width)
  local wait = rate_wait(key, seen, most, width)
  if wait > 0 then
    return wait, seen.sum
  end
  if seen.fresh then
    redis.call('DEL', key)
  elseif #seen.gone > 0 then
    redis.call('HDEL', key, unpack(seen.gone))
  end
  redis.call('HINCRBY', key, seen.at % SLOTS, 1)
  redis.call('HSET', key, 'at', seen.at, 'sum', seen.sum + 1)
  expire(key, now + (SLOTS + 1) * width)
  return 0, seen.sum + 1
end

