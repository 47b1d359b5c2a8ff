-- KEYS: cooldown, calls. ARGV: base, max, forget, what the provider asked for (0 for nothing; no
-- more than it may),
-- node; what puts away a provider in use: failures in a row, or a share in percent (0 for none) of
-- at least so many calls; their bucket width.
local base, max, forget, asked = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local standing = cooldown(KEYS[1], forget)
if (standing.kind == AWAY and standing.left > 0)
    or (standing.kind == PROBING and standing.prober ~= ARGV[5]) then
  -- An attempt from before the outage: it may lengthen the pause, it does not count again.
  if now + asked > standing.ends then
    redis.call('HSET', KEYS[1], 'ends', now + asked)
    expire(KEYS[1], now + math.max(asked, standing.left) + forget)
  end
elseif standing.kind == CLOSED
    and not trips(KEYS[2], tonumber(ARGV[9]), forget, tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])) then
  if asked <= 0 then
    return reply(ADMITTED, 0, standing)
  end
  redis.call('DEL', KEYS[2])
  put_away(KEYS[1], 0, now + asked, forget)
else
  local failures = standing.failures + 1
  local pause = math.min(base * 2 ^ math.min(failures - 1, 62), max)
  redis.call('DEL', KEYS[2])
  put_away(KEYS[1], failures, now + math.max(pause, asked), forget)
end
standing = cooldown(KEYS[1], forget)
return reply(COOLING_DOWN, standing.left, standing)
