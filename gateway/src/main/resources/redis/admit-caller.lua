-- KEYS: rate. ARGV: most, bucket width. Returns 0, or how long until there is a
-- permit, and how many are taken.
local wait, taken = take(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]))
return {math.ceil(wait), taken}
