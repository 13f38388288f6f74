// Workloads of three clouds that start: each iteration is a new process with a connection of its own, which asks what its
// SDK asks at the start and goes away. Fails as hit.js does, and if one cloud alone is late.

import { azureToken, containerCredentials, googleStart, googleToken, Imds } from './lib/clients.js';
import { keptUp, options as common, steady, summary } from './lib/run.js';
import { bounded, ON_TIME_MS } from './lib/settings.js';
import exec from 'k6/execution';

const RATE = bounded('RATE', 100, 2000);
const SECONDS = bounded('DURATION', 60, 3600);
const CLOUDS = ['aws', 'gcp', 'azure'];

// Of twenty that start: what most nodes have most of comes first.
const MIX = [].concat(
  Array(8).fill(() => new Imds().credentials()),
  Array(5).fill(() => containerCredentials()),
  Array(2).fill(() => googleStart()),
  Array(2).fill(() => googleToken()),
  Array(3).fill(() => azureToken()),
);

export const options = Object.assign(common({
  mixed: steady(RATE, SECONDS, bounded('VUS', 100, 1000)),
}, Object.assign(
  keptUp(RATE, SECONDS),
  Object.fromEntries(CLOUDS.map((cloud) => [`http_req_duration{cloud:${cloud}}`, [`p(99)<${ON_TIME_MS}`]])),
)), { noVUConnectionReuse: true });

export default function () {
  // A step that has no divisor in common with the length mixes them instead of making all of one kind in a row.
  MIX[(exec.scenario.iterationInTest * 7) % MIX.length]();
}

export const handleSummary = summary('mixed', (measured) => {
  const p99 = CLOUDS.map((cloud) => measured.value(`http_req_duration{cloud:${cloud}}`, 'p(99)'));
  return {
    aws_p99_ms: p99[0],
    gcp_p99_ms: p99[1],
    azure_p99_ms: p99[2],
    finding: `p99 ${CLOUDS.map((cloud, i) => `${cloud} ${p99[i].toFixed(1)} ms`).join(', ')}`,
  };
});
