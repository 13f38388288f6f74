-- One hit: GET with the header of BENCH_HEADER. With BENCH_ROLES the path is followed by r0, r1, ... in turn, so many.
-- The last line printed is for bench/run to read: RESULT requests duration_us failed p50_us p99_us

local name, value = (os.getenv("BENCH_HEADER") or ""):match("^([%w-]+): (.+)$")
if name then
  wrk.headers[name] = value
end

local roles = tonumber(os.getenv("BENCH_ROLES"))
local requests = {}
local last = 0

if roles then
  -- wrk knows the path only now, and calls this once for each of its threads.
  function init()
    for role = 1, roles do
      requests[role] = wrk.format(nil, wrk.path .. "r" .. (role - 1))
    end
  end

  function request()
    last = last % roles + 1
    return requests[last]
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %.0f %.0f\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
