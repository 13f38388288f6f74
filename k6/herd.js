// A thousand callers want one credential that nobody has fetched yet, at the same moment. Fails unless the back end is
// asked once, and every caller has its answer soon after the back end has given its own.
// Each caller has a session and an open connection before, and asks once in each wave.

import { sleep } from 'k6';
import { Gauge, Trend } from 'k6/metrics';
import { Keeper, Ops } from './lib/around.js';
import { checkAws, Imds } from './lib/clients.js';
import { LATENCY, once, options as common, summary } from './lib/run.js';
import { bounded } from './lib/settings.js';

const CALLERS = bounded('VUS', 1000, 5000);
const BACK_END_MS = [300, 600];
const SLACK_MS = bounded('SLACK_MS', 100, 10000);
// k6 with a thousand users needs the processors that the gateway needs, and counts its own waiting in.
const CLIENT_SLACK_MS = Math.max(SLACK_MS, bounded('CLIENT_SLACK_MS', 300, 10000));
const CREDENTIAL = __ENV.CREDENTIAL || 'app-aws';

// Sessions and connections first, then a wave each time, all counted from the end of setup().
const FIRST_WAVE_MS = bounded('WARM_UP', 5, 60) * 1000;
const WAVE_MS = 4000;
const PREPARED_MS = 1500;
const COUNTED_MS = 2000;
const LIMIT_SECONDS = 90;

// Everything but the upkeep of the gateway's own login, which has its own times.
const CALLS = /^\/v1\/(?!auth\/token\/)/;

const upstreamCalls = new Gauge('upstream_calls');
const waited = new Gauge('waited');
const began = new Trend('began_after', true);
const gatewayMax = new Gauge('gateway_max', true);

// Sessions are asked for all at once, and the waves take what the back end takes: each has its own threshold below.
const thresholds = { [LATENCY]: ['max>=0'] };
BACK_END_MS.forEach((millis) => {
  thresholds[`upstream_calls{wave:${millis}}`] = ['value==1'];
  // Those who come when the answer is there already are hits. A herd that is none would pass everything.
  thresholds[`waited{wave:${millis}}`] = [`value>=${CALLERS / 4}`];
  thresholds[`http_reqs{wave:${millis}}`] = [`count==${CALLERS}`];
  thresholds[`http_req_duration{wave:${millis}}`] = [`max<${millis + CLIENT_SLACK_MS}`];
  thresholds[`began_after{wave:${millis}}`] = ['max>=0'];
  thresholds[`gateway_max{wave:${millis}}`] = [`value<${millis + SLACK_MS}`];
});

export const options = common({
  operator: once('operate', LIMIT_SECONDS),
  herd: once('call', LIMIT_SECONDS, { vus: CALLERS }),
}, thresholds);

export function setup() {
  return { first: Date.now() + FIRST_WAVE_MS };
}

export function call(data) {
  const client = new Imds();
  client.begin();
  BACK_END_MS.forEach((millis, wave) => {
    const moment = data.first + wave * WAVE_MS;
    const tags = { wave: String(millis) };
    until(moment);
    const late = Date.now() - moment;
    const answer = client.lastStep(tags);
    // k6 shares the processors with the gateway: it looks at answers when nobody waits for one any more.
    until(moment + COUNTED_MS);
    checkAws(answer);
    began.add(late, tags);
  });
}

// Makes the key cold and the back end slow before each wave, and counts after it.
export function operate(data) {
  const keeper = new Keeper();
  const ops = new Ops();
  BACK_END_MS.forEach((millis, wave) => {
    const moment = data.first + wave * WAVE_MS;
    until(moment - PREPARED_MS);
    keeper.delay(millis);
    ops.drop(CREDENTIAL);
    const callsBefore = keeper.calls(CALLS);
    const waitedBefore = ops.total('credence_coalesced_total');
    until(moment + COUNTED_MS);
    upstreamCalls.add(keeper.calls(CALLS) - callsBefore, { wave: String(millis) });
    // What the gateway itself measured, without k6 and the way there. The slower wave is the later one.
    gatewayMax.add(ops.total('credence_request_seconds_max', /"aws"/) * 1000, { wave: String(millis) });
    // The one who caused the call waited too.
    waited.add(ops.total('credence_coalesced_total') - waitedBefore + 1, { wave: String(millis) });
  });
}

function until(moment) {
  sleep(Math.max(0, moment - Date.now()) / 1000);
}

export const handleSummary = summary('herd', (measured) => {
  const waves = BACK_END_MS.map((millis) => ({
    back_end_ms: millis,
    upstream_calls: measured.value(`upstream_calls{wave:${millis}}`, 'value'),
    callers: measured.value(`http_reqs{wave:${millis}}`, 'count'),
    waited: measured.value(`waited{wave:${millis}}`, 'value'),
    last_began_after_ms: measured.value(`began_after{wave:${millis}}`, 'max'),
    gateway_max_ms: measured.value(`gateway_max{wave:${millis}}`, 'value'),
    p50_ms: measured.value(`http_req_duration{wave:${millis}}`, 'med'),
    max_ms: measured.value(`http_req_duration{wave:${millis}}`, 'max') || 0,
  }));
  const told = waves.map((wave) =>
    `${wave.back_end_ms} ms: ${wave.upstream_calls} call for ${wave.callers}, all in ${Math.ceil(wave.max_ms)} ms `
    + `(gateway: ${Math.ceil(wave.gateway_max_ms)})`);
  return { waves, finding: told.join('; ') };
});
