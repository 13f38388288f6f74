// Short lives under a steady load: is a hit slower while its credential is renewed? One client asks a hundred times a second
// whatever the others do, and what it saw close to a renewal is compared with what it saw in between.

import { Gauge } from 'k6/metrics';
import { Keeper } from './lib/around.js';
import { Imds } from './lib/clients.js';
import { keptUp, LATENCY, once, options as common, steady, summary } from './lib/run.js';
import { bounded, ON_TIME_MS } from './lib/settings.js';

const SECONDS = bounded('DURATION', 300, 3600);
const RATE = bounded('RATE', 200, 5000);
const LIFE = bounded('LIFE', 30, 3600);
// How much slower the slowest of a hundred hits may be close to a renewal.
const STEP_MS = bounded('STEP_MS', 25, 10000);

// A renewal takes as long as at a real back end, and comes after half of a life at the latest.
const BACK_END_MS = 100;
const RENEWALS = Math.floor(SECONDS / (LIFE / 2 + 1));
// The new credential is seen when the renewal is over, so what comes before counts as close too.
const CLOSE_MS = 500;
const PERIOD_MS = 10;

const seen = new Gauge('renewals');
const STATISTICS = ['p50', 'p99', 'max'];
const close = STATISTICS.map((name) => new Gauge(`close_${name}`, true));
const between = STATISTICS.map((name) => new Gauge(`between_${name}`, true));
const step = new Gauge('step', true);

export const options = common({
  load: steady(RATE, SECONDS, bounded('VUS', 100, 1000), { exec: 'load' }),
  observer: once('observe', SECONDS + 30),
}, Object.assign(keptUp(RATE, SECONDS), {
  [LATENCY]: [`p(99)<${ON_TIME_MS}`],
  renewals: [`value>=${RENEWALS}`],
  close_p99: [`value<${ON_TIME_MS}`],
  step: [`value<${STEP_MS}`],
}));

const client = new Imds();

export function setup() {
  new Keeper().delay(BACK_END_MS);
}

export function load() {
  client.credentials();
}

// Asks at fixed moments, also while an answer is due: a client that waits would miss what happens during a pause.
export async function observe() {
  const end = Date.now() + SECONDS * 1000;
  const samples = [];
  client.begin();
  for (let due = Date.now(); due < end; due += PERIOD_MS) {
    await new Promise((go) => setTimeout(go, Math.max(0, due - Date.now())));
    client.credentialsLater().then((answer) => {
      const key = answer.status === 200 ? answer.json('AccessKeyId') : '';
      samples.push({ at: Date.now(), millis: answer.timings.duration, key });
    });
  }
  await new Promise((go) => setTimeout(go, 1000));
  compare(samples);
}

function compare(samples) {
  const renewed = renewals(samples);
  const isClose = (sample) => renewed.some((at) => Math.abs(sample.at - at) <= CLOSE_MS);
  const slowness = [samples.filter(isClose), samples.filter((sample) => !isClose(sample))].map(statistics);
  seen.add(renewed.length);
  STATISTICS.forEach((name, i) => {
    close[i].add(slowness[0][i]);
    between[i].add(slowness[1][i]);
  });
  step.add(slowness[0][1] - slowness[1][1]);
}

// The moments at which another credential was seen for the first time.
function renewals(samples) {
  const firstSeen = new Map();
  samples.filter((sample) => sample.key).forEach((sample) => {
    firstSeen.set(sample.key, Math.min(sample.at, firstSeen.get(sample.key) || sample.at));
  });
  return Array.from(firstSeen.values()).sort((a, b) => a - b).slice(1);
}

// Median, the slowest of a hundred, the slowest; 0 of nothing.
function statistics(samples) {
  const sorted = samples.map((sample) => sample.millis).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] || 0;
  return [at(0.5), at(0.99), at(1)];
}

export const handleSummary = summary('refresh', (measured) => {
  const value = (name) => measured.value(name, 'value');
  const told = Object.fromEntries(['close', 'between'].flatMap((where) =>
    STATISTICS.map((name) => [`${where}_${name}_ms`, value(`${where}_${name}`)])));
  return Object.assign({ renewals: value('renewals') }, told, {
    step_ms: value('step'),
    finding: `${value('renewals')} renewals, p99 ${told.close_p99_ms.toFixed(1)} ms close to them, `
      + `${told.between_p99_ms.toFixed(1)} ms in between`,
  });
});
