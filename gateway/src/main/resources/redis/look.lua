-- KEYS: cooldown and rate of each provider. ARGV: bucket width, forget, node, lease of a probe from
-- look to look, lease in all, then each one's most.
-- Returns each one's standing and what an attempt would be told; changes nothing but the lease of
-- this node's own probes, which shows that the node still lives.
local width, forget, node = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local short, long = tonumber(ARGV[4]), tonumber(ARGV[5])
local seen = {}
for i = 1, #KEYS / 2 do
  local standing = cooldown(KEYS[2 * i - 1], forget)
  local rate, most = KEYS[2 * i], tonumber(ARGV[5 + i])
  if standing.kind == PROBING and standing.prober == node then
    local lease = math.min(now + short, standing.since + long)
    if lease > now + standing.left then
      redis.call('HSET', KEYS[2 * i - 1], 'lease', lease)
      expire(KEYS[2 * i - 1], math.max(lease, standing.ends + forget))
      standing.left = lease - now
    end
  end
  local wait, taken = 0, 0
  if most > 0 then
    local now_seen = window(rate, width)
    wait, taken = rate_wait(rate, now_seen, most, width), now_seen.sum
  end
  if standing.left > 0 then
    seen[i] = reply(COOLING_DOWN, standing.left, standing, taken)
  elseif wait > 0 then
    seen[i] = reply(RATE_LIMITED, wait, standing, taken)
  else
    seen[i] = reply(standing.kind == CLOSED and ADMITTED or PROBE, 0, standing, taken)
  end
end
return seen
