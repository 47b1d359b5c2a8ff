-- KEYS: cooldown, calls. By hand: nothing is held against the provider any more.
redis.call('DEL', KEYS[1], KEYS[2])
return reply(ADMITTED, 0, {kind = CLOSED, failures = 0, left = 0})
