-- KEYS: cooldown. ARGV: forget.
local standing = cooldown(KEYS[1], tonumber(ARGV[1]))
if standing.kind == AWAY and standing.left > 0 then
  -- An attempt from before the outage: the count is reset, the pause stays.
  redis.call('HSET', KEYS[1], 'failures', 0)
  standing.failures = 0
  return reply(COOLING_DOWN, standing.left, standing)
end
redis.call('DEL', KEYS[1])
return reply(ADMITTED, 0, {kind = CLOSED, failures = 0, left = 0})
