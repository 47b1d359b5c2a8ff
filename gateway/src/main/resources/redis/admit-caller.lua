-- KEYS: rate. ARGV: most, bucket width. Returns 0, or how long until there is a permit.
return math.ceil(take(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])))
