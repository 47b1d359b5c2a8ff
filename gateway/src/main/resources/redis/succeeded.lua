-- KEYS: cooldown, calls. ARGV: forget, bucket width of the calls (0 if good ones are not counted).
local forget, width = tonumber(ARGV[1]), tonumber(ARGV[2])
local standing = cooldown(KEYS[1], forget)
if standing.kind == AWAY and standing.left > 0 then
  -- An attempt from before the outage: the count is reset, the pause stays.
  redis.call('HSET', KEYS[1], 'failures', 0)
  standing.failures = 0
  return reply(COOLING_DOWN, standing.left, standing)
end
redis.call('DEL', KEYS[1])
if width == 0 then
  redis.call('DEL', KEYS[2])
elseif standing.kind == CLOSED then
  count(KEYS[2], width, forget, false)
end
return reply(ADMITTED, 0, {kind = CLOSED, failures = 0, left = 0})
