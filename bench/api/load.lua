-- One kind of request for wrk: BENCH_WORK is get, list, search or post; BENCH_TARGET is todo or floor (whose user is in the
-- path); BENCH_USERS names a file of lines "key token first-task last-task". Ends with one line of JSON for the report.
local work, floor = os.getenv("BENCH_WORK"), os.getenv("BENCH_TARGET") == "floor"
local users = {}
for line in io.lines(os.getenv("BENCH_USERS")) do
  local key, token, first, last = line:match("(%S+) (%S+) (%S+) (%S+)")
  users[#users + 1] = { key = key, first = tonumber(first), last = tonumber(last),
    headers = floor and { ["Content-Type"] = "application/json" }
      or { ["Content-Type"] = "application/json", Authorization = "Bearer " .. token } }
end

local syllables = { "ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu" }
local function word(n) -- as bench/api/seed.sql makes them
  return syllables[n % 15 + 1] .. syllables[math.floor(n / 15) % 15 + 1] .. syllables[math.floor(n / 225) % 15 + 1]
end

math.randomseed(os.time())
function request()
  local user = users[math.random(#users)]
  local base = floor and ("/" .. user.key) or "/api"
  if work == "get" then
    return wrk.format("GET", base .. "/tasks/" .. math.random(user.first, user.last), user.headers)
  elseif work == "list" then
    return wrk.format("GET", base .. "/tasks", user.headers)
  elseif work == "search" then
    return wrk.format("GET", (floor and base .. "/search?q=" or base .. "/tasks?q=") .. word(math.random(0, 799)), user.headers)
  end
  return wrk.format("POST", base .. "/tasks", user.headers,
    '{"title":"' .. word(math.random(0, 799)) .. ' and ' .. word(math.random(0, 799)) .. '","description":"Bring the ' .. word(math.random(0, 799)) .. '","tags":["home"]}')
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p99_ms":%.3f,"failures":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
