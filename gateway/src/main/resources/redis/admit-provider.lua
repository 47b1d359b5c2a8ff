-- KEYS: cooldown, rate. ARGV: most (0 for no limit), bucket width, probe lease, forget, node.
local most, width, lease, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local standing = cooldown(KEYS[1], forget)
if standing.left > 0 then
  return reply(COOLING_DOWN, standing.left, standing)
end
local taken = 0
if most > 0 then
  local wait
  wait, taken = take(KEYS[2], most, width)
  if wait > 0 then
    return reply(RATE_LIMITED, wait, standing, taken)
  end
end
if standing.kind == CLOSED then
  return reply(ADMITTED, 0, standing, taken)
end
redis.call('HSET', KEYS[1], 'lease', now + lease, 'prober', ARGV[5], 'since', now)
expire(KEYS[1], math.max(now + lease, standing.ends + forget))
standing.kind, standing.left = PROBING, lease
return reply(PROBE, 0, standing, taken)
