// Hits as an SDK makes them: a session token for each client, the name of the role, then its credentials again and again.
// Fails if any request fails, if a credential is not whole and valid, or if the slowest one in a hundred is not on time.
// See README.md for the variables.

import { Imds } from './lib/clients.js';
import { options as common, REQUESTS, summary } from './lib/run.js';
import { bounded } from './lib/settings.js';

export const options = common({
  hit: {
    executor: 'constant-vus',
    vus: bounded('VUS', 20, 1000),
    duration: `${bounded('DURATION', 15, 600)}s`,
    gracefulStop: '5s',
  },
});

// Every VU runs this file for itself, so this is one client each, as in an SDK.
const client = new Imds(__ENV.CREDENCE_TOKEN, __ENV.CREDENCE_PATH);

export default function () {
  client.credentials();
}

export const handleSummary = summary('hit', (measured) => ({
  finding: `${Math.round(measured.value(REQUESTS, 'rate') || 0)} requests/s, which k6 bounds`,
}));
