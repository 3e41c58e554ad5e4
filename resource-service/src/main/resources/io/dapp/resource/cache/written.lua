-- A write has committed: lift its fence, and put its value in unless a newer one is there.
-- KEYS: entry, fences. ARGV: entry, version, milliseconds to live, the writer's token.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stood = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[4]) or 0) > now
redis.call('ZREM', KEYS[2], ARGV[4])
local held = redis.call('GET', KEYS[1])
if held and tonumber(string.match(held, '^{"version":(%d+)')) > tonumber(ARGV[2]) then
    return 0
end
local entry = ARGV[1]
-- Without its own fence up to now the writer may be late by anything, and another's fence says that a newer version is
-- on its way or there: then only "not below this version" is certain. A deletion is final.
local alone = stood and redis.call('ZCOUNT', KEYS[2], now, '+inf') == 0
if not alone and not string.find(entry, '^{"version":%d+,"deleted":true') then
    entry = '{"version":' .. ARGV[2] .. ',"told":true}'
end
redis.call('SET', KEYS[1], entry, 'PX', ARGV[3])
return 1
