// More and more clients, each asking as fast as it is answered, until more of them get no more answers: then it stops by
// itself and says where that was, and how much of the machine the gateway used there. Fails as hit.js does.

import { sleep } from 'k6';
import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';
import { Keeper, Ops } from './lib/around.js';
import { Imds } from './lib/clients.js';
import { once, options as common, summary } from './lib/run.js';
import { bounded, ON_TIME_MS } from './lib/settings.js';

const MOST = bounded('VUS', 256, 4096);
const STEP_SECONDS = bounded('STEP', 5, 600);
const WARM_UP_SECONDS = bounded('WARM_UP', 5, 600);
// Twice the clients must bring this much more, or the best so far was the end.
const WORTHWHILE = 1.05;
const POOR_STEPS = 2;

const STEPS = [];
for (let clients = 1; clients <= MOST; clients *= 2) {
  STEPS.push(clients);
}
const SECONDS = WARM_UP_SECONDS + STEPS.length * STEP_SECONDS;

const rate = new Gauge('step_rate');
const gatewayCores = new Gauge('step_gateway_cores');
const machineCores = new Gauge('step_machine_cores');
const best = new Gauge('best_clients');
const saturated = new Gauge('saturated');

const thresholds = {};
STEPS.forEach((clients) => {
  ['step_rate', 'step_gateway_cores', 'step_machine_cores'].forEach((metric) => {
    thresholds[`${metric}{clients:${clients}}`] = ['value>=0'];
  });
  thresholds[`http_req_duration{clients:${clients}}`] = [`p(99)<${ON_TIME_MS}`];
});

export const options = common({
  observer: once('observe', SECONDS + 30),
  ramp: once('ask', SECONDS + 30, { vus: STEPS[STEPS.length - 1] }),
}, thresholds);

const client = new Imds();

export function setup() {
  return { began: Date.now() + WARM_UP_SECONDS * 1000 };
}

// Each client has a number, which says from which step on it asks. The first one warms the gateway up before.
export function ask(data) {
  const keeper = new Keeper();
  const number = exec.scenario.iterationInTest;
  while (number === 0 && Date.now() < data.began) {
    client.credentials();
  }
  for (let step = 0; step < STEPS.length && !(step > 0 && keeper.isToldToStop()); step += 1) {
    const end = data.began + (step + 1) * STEP_SECONDS * 1000;
    while (number < STEPS[step] && Date.now() < end) {
      client.credentials({ clients: String(STEPS[step]) });
    }
    sleep(Math.max(0, end - Date.now()) / 1000);
  }
}

// Measures each step in its middle, away from those who come late, and has all stop when more clients are of no use.
export function observe(data) {
  const keeper = new Keeper();
  const ops = new Ops();
  let most = 0;
  let poor = 0;
  for (let step = 0; step < STEPS.length && poor < POOR_STEPS; step += 1) {
    const at = (share) => sleep(Math.max(0, data.began + (step + share) * STEP_SECONDS * 1000 - Date.now()) / 1000);
    at(0.2);
    const before = look(keeper, ops);
    at(0.8);
    const answered = tell(STEPS[step], before, look(keeper, ops));
    poor = answered > most * WORTHWHILE ? 0 : poor + 1;
    if (answered > most) {
      best.add(STEPS[step]);
      most = answered;
    }
  }
  saturated.add(poor);
  keeper.tellToStop();
}

function look(keeper, ops) {
  return Object.assign({ at: Date.now(), requests: ops.total('credence_requests_total') }, keeper.gateway());
}

function tell(clients, before, after) {
  const seconds = (after.at - before.at) / 1000;
  const tags = { clients: String(clients) };
  rate.add((after.requests - before.requests) / seconds, tags);
  gatewayCores.add((after.cpu_seconds - before.cpu_seconds) / seconds, tags);
  machineCores.add((after.machine_cpu_seconds - before.machine_cpu_seconds) / seconds, tags);
  return (after.requests - before.requests) / seconds;
}

export const handleSummary = summary('ramp', (measured) => {
  const value = (metric, clients) => measured.value(`${metric}{clients:${clients}}`, 'value') || 0;
  const steps = STEPS.map((clients) => ({
    clients,
    requests_per_second: Math.round(value('step_rate', clients)),
    p50_ms: measured.value(`http_req_duration{clients:${clients}}`, 'med'),
    p99_ms: measured.value(`http_req_duration{clients:${clients}}`, 'p(99)'),
    gateway_cores: value('step_gateway_cores', clients),
    machine_cores: value('step_machine_cores', clients),
  })).filter((step) => step.requests_per_second > 0);
  const top = steps.find((step) => step.clients === measured.value('best_clients', 'value')) || {};
  const how = measured.value('saturated', 'value') === POOR_STEPS ? 'saturated at' : 'not saturated; the most was';
  return {
    saturated: measured.value('saturated', 'value') === POOR_STEPS,
    best_clients: top.clients,
    best_requests_per_second: top.requests_per_second,
    gateway_cores: top.gateway_cores,
    machine_cores: top.machine_cores,
    steps,
    finding: `${how} ${top.requests_per_second}/s with ${top.clients} clients; of ${(top.machine_cores || 0).toFixed(1)} `
      + `busy cores the gateway had ${(top.gateway_cores || 0).toFixed(1)}`,
  };
});
