-- One hit: GET with the session token of BENCH_TOKEN. The last line printed is for bench/run to read:
-- RESULT requests duration_us failed p50_us p99_us

local token = os.getenv("BENCH_TOKEN")
if token and token ~= "" then
  wrk.headers["X-aws-ec2-metadata-token"] = token
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %.0f %.0f\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
