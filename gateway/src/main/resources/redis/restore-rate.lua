-- KEYS: rate. ARGV: bucket width, then the permits of each bucket, the newest first, as a node knows
-- them. All nodes tell about the same permits, so what counts is the most that any of them knows.
local width, told = tonumber(ARGV[1]), 0
for i = 2, #ARGV do
  told = told + tonumber(ARGV[i])
end
local seen = window(KEYS[1], width)
if told <= seen.sum then
  return 0
end
if seen.fresh then
  redis.call('DEL', KEYS[1])
  for i = 2, #ARGV do
    -- One bucket later than told: theirs began a little earlier or later than ours.
    local bucket = seen.at - math.max(0, i - 3)
    if tonumber(ARGV[i]) > 0 then
      redis.call('HINCRBY', KEYS[1], bucket % SLOTS, ARGV[i])
    end
  end
else
  if #seen.gone > 0 then
    redis.call('HDEL', KEYS[1], unpack(seen.gone))
  end
  redis.call('HINCRBY', KEYS[1], seen.at % SLOTS, told - seen.sum)
end
redis.call('HSET', KEYS[1], 'at', seen.at, 'sum', told)
expire(KEYS[1], now + (SLOTS + 1) * width)
return 0
