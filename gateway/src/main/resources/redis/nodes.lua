-- KEYS: nodes, a sorted set by the end of their lease. ARGV: node, lease. Returns how many there are.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
expire(KEYS[1], now + tonumber(ARGV[2]))
return redis.call('ZCARD', KEYS[1])
