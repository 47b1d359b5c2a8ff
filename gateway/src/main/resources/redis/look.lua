-- KEYS: cooldown and rate of each provider. ARGV: bucket width, forget, then each one's most.
-- Returns each one's standing and what an attempt would be told; changes nothing.
local width, forget = tonumber(ARGV[1]), tonumber(ARGV[2])
local seen = {}
for i = 1, #KEYS / 2 do
  local standing = cooldown(KEYS[2 * i - 1], forget)
  local rate, most = KEYS[2 * i], tonumber(ARGV[2 + i])
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
