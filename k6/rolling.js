// One gateway takes over from another on the same ports, again and again, under a steady load: of clients that keep their
// connection and their session token (IMDSv2), and of clients that connect anew each time. k6/run restarts. Fails if any
// request fails, if a session token of the first is not taken by the last, or if there were not so many restarts.

import { sleep } from 'k6';
import { Counter } from 'k6/metrics';
import { instance } from './lib/around.js';
import { Imds } from './lib/clients.js';
import { keptUp, once, options as common, steady, summary } from './lib/run.js';
import { bounded } from './lib/settings.js';

const RESTARTS = bounded('RESTARTS', 3, 100);
const STEP = bounded('STEP', 5, 600);
const RATE = bounded('RATE', 100, 2000);
// Of one restart, beside the time between two: until the next one is ready, and the first has ended.
const TAKES = 10;
const SECONDS = (RESTARTS + 1) * STEP + RESTARTS * TAKES;

const instances = new Counter('instances');

export const options = common({
  kept: steady(RATE, SECONDS, bounded('VUS', 50, 1000), { exec: 'kept' }),
  fresh: steady(RATE, SECONDS, bounded('VUS', 50, 1000), { exec: 'fresh' }),
  watcher: once('watch', SECONDS + 10),
}, Object.assign(keptUp(2 * RATE, SECONDS), {
  instances: [`count==${RESTARTS + 1}`],
}));

const client = new Imds();
const hasty = new Imds();
hasty.more = { Connection: 'close' };

export function kept() {
  client.credentials();
}

export function fresh() {
  hasty.credentials();
}

// Who answers probes, each time on a connection of its own.
export function watch() {
  const seen = new Set();
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    const id = instance();
    if (id && !seen.has(id)) {
      seen.add(id);
      instances.add(1);
    }
    sleep(0.1);
  }
}

export const handleSummary = summary('rolling', (measured) => {
  const gateways = measured.value('instances', 'count') || 0;
  return {
    restarts: Math.max(0, gateways - 1),
    finding: `${measured.value('http_req_failed{target:gateway}', 'passes') || 0} failed over ${gateways - 1} restarts`,
  };
});
