// A steady mix of three clouds with short lives for a long time. Fails as mixed.js does, and if the gateway's resident memory
// grows or is larger than it may be.

import { sleep } from 'k6';
import { Gauge, Trend } from 'k6/metrics';
import { Keeper } from './lib/around.js';
import { azureToken, containerCredentials, googleToken, Imds } from './lib/clients.js';
import { keptUp, once, options as common, steady, summary } from './lib/run.js';
import { bounded } from './lib/settings.js';
import exec from 'k6/execution';

const SECONDS = bounded('DURATION', 3600, 86400);
const RATE = bounded('RATE', 200, 5000);
const RESIDENT_MIB = bounded('RESIDENT_MIB', 170, 4096);
const GROWTH_MIB = bounded('GROWTH_MIB', 8, 4096);

// The JIT compilers and the heap take their places first: growth is the last sixth against the second one.
const PARTS = 6;
const EACH_SECONDS = Math.max(1, SECONDS / 720);

const resident = new Trend('resident_mib');
const growth = new Gauge('growth_mib');
const cpu = new Gauge('cpu_seconds');

export const options = common({
  load: steady(RATE, SECONDS, bounded('VUS', 100, 1000), { exec: 'load' }),
  observer: once('observe', SECONDS + 30),
}, Object.assign(keptUp(RATE, SECONDS), {
  resident_mib: [`max<${RESIDENT_MIB}`],
  growth_mib: [`value<${GROWTH_MIB}`],
}));

const client = new Imds();
const ASKED = [
  () => client.credentials(),
  () => containerCredentials(),
  () => googleToken(),
  () => azureToken(),
];

export function load() {
  ASKED[exec.scenario.iterationInTest % ASKED.length]();
}

export function observe() {
  const keeper = new Keeper();
  const began = Date.now();
  const parts = Array.from({ length: PARTS }, () => []);
  const cpuBefore = keeper.gateway().cpu_seconds;
  for (let elapsed = 0; elapsed < SECONDS * 1000; elapsed = Date.now() - began) {
    const mib = keeper.gateway().resident_mib;
    resident.add(mib);
    parts[Math.floor(elapsed / 1000 / SECONDS * PARTS)].push(mib);
    sleep(EACH_SECONDS);
  }
  growth.add(mean(parts[PARTS - 1]) - mean(parts[1]));
  cpu.add(keeper.gateway().cpu_seconds - cpuBefore);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const handleSummary = summary('soak', (measured) => {
  const most = measured.value('resident_mib', 'max') || 0;
  const grown = measured.value('growth_mib', 'value') || 0;
  return {
    resident_mib_least: measured.value('resident_mib', 'min'),
    resident_mib_median: measured.value('resident_mib', 'med'),
    resident_mib_most: most,
    growth_mib: grown,
    gateway_cpu_seconds: measured.value('cpu_seconds', 'value'),
    finding: `resident ${most.toFixed(0)} MiB at most, grown by ${grown.toFixed(1)} MiB`,
  };
});
