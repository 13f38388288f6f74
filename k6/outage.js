// The back end is killed and comes back under load, at moments when renewals fall due. Fails if any hit fails, before,
// meanwhile or after, and also if the outage never touched the gateway.

import { sleep } from 'k6';
import { Counter, Gauge } from 'k6/metrics';
import { Keeper, Ops } from './lib/around.js';
import { azureToken, containerCredentials, googleToken, Imds } from './lib/clients.js';
import { keptUp, once, options as common, steady, summary } from './lib/run.js';
import { bounded, ON_TIME_MS } from './lib/settings.js';
import exec from 'k6/execution';

const OUTAGES = bounded('OUTAGES', 4, 100);
const RATE = bounded('RATE', 100, 2000);
const LIFE = bounded('LIFE', 60, 3600);

// Of a life, counted from the moment when everything was issued anew: renewals fall due at 0.45 to 0.5 of it.
const KILLED = 0.4;
const REVIVED = 0.6;
const NEXT = 1.1;
// What the load calls down begins later and ends sooner than what the operator does.
const MARGIN_MS = 300;
const SECONDS = Math.ceil(OUTAGES * NEXT * LIFE);
const CREDENTIALS = ['app-aws', 'app-gcp', 'app-azure'];
const FAILED_RENEWALS = 'credence_upstream_requests_total';

const outages = new Counter('outages');
const failedRenewals = new Counter('failed_renewals');
const callsAfterwards = new Gauge('calls_afterwards');

export const options = common({
  load: steady(RATE, SECONDS, bounded('VUS', 100, 1000), { exec: 'load' }),
  operator: once('operate', SECONDS + 60),
}, Object.assign(keptUp(RATE, SECONDS), {
  outages: [`count==${OUTAGES}`],
  failed_renewals: ['count>0'],
  calls_afterwards: ['value>0'],
  'http_req_failed{back_end:down}': ['rate==0'],
  'http_reqs{back_end:down}': ['count>0'],
  'http_req_duration{back_end:down}': [`p(99)<${ON_TIME_MS}`],
  'http_req_duration{back_end:up}': [`p(99)<${ON_TIME_MS}`],
}));

const client = new Imds();
const ASKED = [
  (tags) => client.credentials(tags),
  (tags) => containerCredentials(tags),
  (tags) => googleToken(tags),
  (tags) => azureToken(tags),
];

export function setup() {
  return { began: Date.now() };
}

export function load(data) {
  const tags = { back_end: isDown(Date.now() - data.began) ? 'down' : 'up' };
  ASKED[exec.scenario.iterationInTest % ASKED.length](tags);
}

function isDown(elapsed) {
  const within = elapsed % (NEXT * LIFE * 1000);
  return within > KILLED * LIFE * 1000 + MARGIN_MS && within < REVIVED * LIFE * 1000 - MARGIN_MS;
}

export function operate(data) {
  const keeper = new Keeper();
  const ops = new Ops();
  for (let outage = 0; outage < OUTAGES; outage += 1) {
    const at = (lives) => sleep(Math.max(0, data.began + (outage * NEXT + lives) * LIFE * 1000 - Date.now()) / 1000);
    at(0);
    CREDENTIALS.forEach((name) => ops.refresh(name));
    at(KILLED);
    const failedBefore = failures(ops);
    keeper.kill();
    at(REVIVED);
    outages.add(keeper.isUp() ? 0 : 1);
    failedRenewals.add(failures(ops) - failedBefore);
    const callsBefore = keeper.calls();
    keeper.start();
    at(1);
    callsAfterwards.add(keeper.calls() - callsBefore);
  }
}

function failures(ops) {
  return ops.total(FAILED_RENEWALS, /outcome="(?!ok)/);
}

export const handleSummary = summary('outage', (measured) => {
  const down = measured.value('http_reqs{back_end:down}', 'count') || 0;
  return {
    outages: measured.value('outages', 'count') || 0,
    failed_renewals: measured.value('failed_renewals', 'count') || 0,
    hits_while_down: down,
    down_p99_ms: measured.value('http_req_duration{back_end:down}', 'p(99)'),
    up_p99_ms: measured.value('http_req_duration{back_end:up}', 'p(99)'),
    finding: `${measured.value('http_req_failed{target:gateway}', 'passes') || 0} failed, ${down} hits while it was down`,
  };
});
