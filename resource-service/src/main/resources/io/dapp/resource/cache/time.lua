-- Redis's clock in milliseconds: what fences and fills are measured by.
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)
