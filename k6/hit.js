// Hits as an SDK makes them: a session token for each client, the name of the role, then its credentials again and again.
// Fails if any request fails, if a credential is not whole and valid, or if the slowest one in a hundred is not on time.
// See README.md for the variables.

import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';

const LOOPBACK = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/;
const CREDENTIALS = '/latest/meta-data/iam/security-credentials/';
const TOKEN_TTL = '21600';

const url = (__ENV.CREDENCE_URL || 'http://127.0.0.1:8169').replace(/\/$/, '');
if (!LOOPBACK.test(url)) {
  throw new Error(`CREDENCE_URL must be plain http on a loopback address, but is ${url}`);
}

// An answer later than this makes SDKs give up: the Go SDK waits 500 ms for the headers and counts its connect in.
const ON_TIME_MS = 300;

export const options = {
  scenarios: {
    hit: {
      executor: 'constant-vus',
      vus: bounded('VUS', 20, 1000),
      duration: `${bounded('DURATION', 15, 600)}s`,
      gracefulStop: '5s',
    },
  },
  summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'max'],
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    http_req_duration: [`p(99)<${ON_TIME_MS}`],
  },
  // A redirect could lead off the loopback, and none is ever right.
  maxRedirects: 0,
  userAgent: 'credence-k6',
};

// Every VU runs this file for itself, so these belong to one client each, as in an SDK.
let token = __ENV.CREDENCE_TOKEN;
let credential = __ENV.CREDENCE_PATH;

export default function () {
  token = token || session();
  credential = credential || CREDENTIALS + roleName();
  const answer = get(credential, 'credentials');
  check(answer, {
    'credentials are answered': (r) => r.status === 200,
    'credentials are whole and valid': (r) => r.status === 200 && isValid(r.json()),
  });
  if (answer.status === 401) {
    token = undefined;
  }
}

function session() {
  const answer = http.put(`${url}/latest/api/token`, null, {
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': TOKEN_TTL },
    tags: { endpoint: 'token' },
  });
  const granted = check(answer, {
    'a session is granted': (r) => r.status === 200 && r.body.length > 0,
    'the session lives as long as asked': (r) => r.headers['X-Aws-Ec2-Metadata-Token-Ttl-Seconds'] === TOKEN_TTL,
  });
  return granted ? answer.body : exec.test.abort(`no session token from ${url}: ${answer.status}`);
}

function roleName() {
  const answer = get(CREDENTIALS, 'role');
  const named = check(answer, { 'one role is named': (r) => r.status === 200 && /^[\w+=,.@-]+$/.test(r.body) });
  return named ? answer.body : exec.test.abort(`no role from ${url}: ${answer.status}`);
}

function get(path, endpoint) {
  return http.get(url + path, { headers: { 'X-aws-ec2-metadata-token': token }, tags: { endpoint: endpoint } });
}

function isValid(document) {
  return document.Code === 'Success'
    && Boolean(document.AccessKeyId && document.SecretAccessKey && document.Token)
    && Date.parse(document.Expiration) > Date.now();
}

// A whole number from the environment; seconds may end in s. A run that nobody ends must end by itself.
function bounded(name, fallback, most) {
  const text = __ENV[name] || String(fallback);
  const value = /^\d+s?$/.test(text) ? parseInt(text, 10) : NaN;
  if (!(value >= 1 && value <= most)) {
    throw new Error(`${name} must be a number from 1 to ${most}, but is ${text}`);
  }
  return value;
}

export function handleSummary(data) {
  const values = (metric) => (data.metrics[metric] || { values: {} }).values;
  const latency = values('http_req_duration');
  const summary = {
    requests: values('http_reqs').count || 0,
    seconds: data.state.testRunDurationMs / 1000,
    requests_per_second: values('http_reqs').rate || 0,
    failed: values('http_req_failed').passes || 0,
    failed_checks: values('checks').fails || 0,
    p50_ms: latency.med,
    p95_ms: latency['p(95)'],
    p99_ms: latency['p(99)'],
    max_ms: latency.max,
    passed: Object.values(data.metrics).every((metric) => Object.values(metric.thresholds || {}).every((t) => t.ok)),
  };
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  const outputs = { stdout: text };
  if (__ENV.SUMMARY) {
    outputs[__ENV.SUMMARY] = text;
  }
  return outputs;
}
