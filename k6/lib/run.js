// What all scripts have in common: the thresholds that nothing excuses, and the summary.

import { ON_TIME_MS } from './settings.js';

// Metrics of what went to the gateway alone.
export const REQUESTS = 'http_reqs{target:gateway}';
export const FAILED = 'http_req_failed{target:gateway}';
export const LATENCY = 'http_req_duration{target:gateway}';

// The options of a script; thresholds add to the common ones, or replace those of the same metric.
export function options(scenarios, thresholds) {
  return {
    scenarios,
    thresholds: Object.assign({
      checks: ['rate==1'],
      [REQUESTS]: ['count>0'],
      [FAILED]: ['rate==0'],
      [LATENCY]: [`p(99)<${ON_TIME_MS}`],
    }, thresholds),
    summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'p(99.9)', 'max'],
    // A redirect could lead off the loopback, and none is ever right.
    maxRedirects: 0,
    userAgent: 'credence-k6',
    setupTimeout: '60s',
    teardownTimeout: '60s',
  };
}

// A steady stream of iterations, whatever the gateway does meanwhile; clients wait for their turn, so some are in reserve.
export function steady(rate, seconds, clients, more) {
  return Object.assign({
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: clients,
    maxVUs: clients,
    gracefulStop: '5s',
  }, more);
}

// A stream of which k6 drops more than a tenth, because no client is free, is another test than the one that was asked for.
export function keptUp(rate, seconds) {
  return { dropped_iterations: [`count<=${Math.ceil(rate * seconds * 0.1)}`] };
}

// One client that does one thing once.
export function once(exec, seconds, more) {
  return Object.assign({ executor: 'per-vu-iterations', vus: 1, iterations: 1, exec, maxDuration: `${seconds}s` }, more);
}

// The metrics of a finished run. What was never measured has no value.
export class Measured {
  constructor(data) {
    this.metrics = data.metrics;
    this.seconds = data.state.testRunDurationMs / 1000;
  }

  value(metric, statistic) {
    const values = (this.metrics[metric] || { values: {} }).values;
    return values[statistic];
  }

  // Thresholds that were crossed, as people read them.
  crossed() {
    return Object.entries(this.metrics).flatMap(([name, metric]) =>
      Object.entries(metric.thresholds || {}).filter(([, verdict]) => !verdict.ok).map(([text]) => `${name} ${text}`));
  }
}

// handleSummary of a script: prints what every run tells and what this one found, and writes it where SUMMARY says.
// found(measured) gives more fields; finding is the one that people read first.
export function summary(script, found) {
  return (data) => {
    const measured = new Measured(data);
    const crossed = measured.crossed();
    const told = Object.assign({
      script,
      passed: crossed.length === 0,
      requests: measured.value(REQUESTS, 'count') || 0,
      seconds: measured.seconds,
      requests_per_second: measured.value(REQUESTS, 'rate') || 0,
      failed: measured.value(FAILED, 'passes') || 0,
      failed_checks: measured.value('checks', 'fails') || 0,
      p50_ms: measured.value(LATENCY, 'med'),
      p95_ms: measured.value(LATENCY, 'p(95)'),
      p99_ms: measured.value(LATENCY, 'p(99)'),
      p999_ms: measured.value(LATENCY, 'p(99.9)'),
      max_ms: measured.value(LATENCY, 'max'),
    }, found(measured), { crossed: crossed.join('; ') });
    const text = `${JSON.stringify(told, null, 2)}\n`;
    return Object.assign({ stdout: text }, __ENV.SUMMARY ? { [__ENV.SUMMARY]: text } : {});
  };
}
