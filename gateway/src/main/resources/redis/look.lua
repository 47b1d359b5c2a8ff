-- KEYS: cooldown and rate of each provider. ARGV: bucket width, forget, then each one's most.
-- Returns each one's standing and what an attempt would be told; changes nothing.
local width, forget = tonumber(ARGV[1]), tonumber(ARGV[2])
local seen = {}
for i = 1, #KEYS / 2 do
  local standing = cooldown(KEYS[2 * i - 1], forget)
  local rate, most = KEYS[2 * i], tonumber(ARGV[2 + i])
  local wait = 0
  if most > 0 then
    wait = rate_wait(rate, window(rate, width), most, width)
  end
  if standing.left > 0 then
    seen[i] = reply(COOLING_DOWN, standing.left, standing)
  elseif wait > 0 then
    seen[i] = reply(RATE_LIMITED, wait, standing)
  else
    seen[i] = reply(standing.kind == CLOSED and ADMITTED or PROBE, 0, standing)
  end
end
return seen
