-- A reader offers what it read from the database after a miss.
-- KEYS: entry, fences. ARGV: entry, version, milliseconds to live, Redis's time at the miss, milliseconds a fill may take.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now - ARGV[4] > tonumber(ARGV[5]) or redis.call('ZCOUNT', KEYS[2], now, '+inf') > 0 then
    return 0
end
local held = redis.call('GET', KEYS[1])
if held and tonumber(string.match(held, '^{"version":(%d+)')) > tonumber(ARGV[2]) then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
