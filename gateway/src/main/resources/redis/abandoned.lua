-- KEYS: cooldown. ARGV: forget, node. Only the node that holds the probe can give it back.
local standing = cooldown(KEYS[1], tonumber(ARGV[1]))
if standing.kind == PROBING and standing.prober == ARGV[2] then
  redis.call('HDEL', KEYS[1], 'lease', 'prober', 'since')
  standing = cooldown(KEYS[1], tonumber(ARGV[1]))
end
if standing.left > 0 then
  return reply(COOLING_DOWN, standing.left, standing)
end
return reply(standing.kind == CLOSED and ADMITTED or PROBE, 0, standing)
