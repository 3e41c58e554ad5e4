-- A write is about to commit: drop the value, keep its version, refuse fills until the writer is done or vanished.
-- KEYS: entry, fences. ARGV: the writer's token, milliseconds a fence lasts, milliseconds a version is remembered.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local held = redis.call('GET', KEYS[1])
if held and not string.find(held, '^{"version":%d+,"deleted":true') then
    redis.call('SET', KEYS[1], '{"version":' .. string.match(held, '^{"version":(%d+)') .. '}', 'PX', ARGV[3])
end
return 1
