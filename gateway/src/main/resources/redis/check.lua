-- KEYS: a mark. Proves that this server takes writes: one that only reads is of no use.
redis.call('SET', KEYS[1], '1', 'PX', 10000)
return 0
