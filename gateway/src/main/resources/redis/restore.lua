-- KEYS: cooldown. ARGV: failures, left of the pause, forget. Tells what a node saw on its own.
local failures, left, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local standing = cooldown(KEYS[1], forget)
if standing.kind ~= PROBING and (standing.kind == CLOSED or standing.left < left) then
  put_away(KEYS[1], math.max(failures, standing.failures), now + left, forget)
end
return 0
