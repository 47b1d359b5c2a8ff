-- KEYS: streams. ARGV: lease, then the ids one node holds.
local lease = tonumber(ARGV[1])
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], now + lease, ARGV[i])
end
expire(KEYS[1], now + lease)
return 0
