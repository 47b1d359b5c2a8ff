-- KEYS: cooldown. ARGV: base, max, forget, what the provider asked for (0 for nothing), node.
local base, max, forget, asked = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local standing = cooldown(KEYS[1], forget)
asked = math.min(asked, max)
if (standing.kind == AWAY and standing.left > 0)
    or (standing.kind == PROBING and standing.prober ~= ARGV[5]) then
  -- An attempt from before the outage: it may lengthen the pause, it does not count again.
  if now + asked > standing.ends then
    redis.call('HSET', KEYS[1], 'ends', now + asked)
    expire(KEYS[1], now + math.max(asked, standing.left) + forget)
  end
else
  local failures = standing.failures + 1
  local pause = math.min(base * 2 ^ math.min(failures - 1, 62), max)
  put_away(KEYS[1], failures, now + math.max(pause, asked), forget)
end
standing = cooldown(KEYS[1], forget)
return reply(COOLING_DOWN, standing.left, standing)
