-- One hit: GET with the header of BENCH_HEADER. The last line printed is for bench/run to read:
-- RESULT requests duration_us failed p50_us p99_us

local name, value = (os.getenv("BENCH_HEADER") or ""):match("^([%w-]+): (.+)$")
if name then
  wrk.headers[name] = value
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %.0f %.0f\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
