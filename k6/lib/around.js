// What is around the gateway, and not load: the keeper of its back end (backend/Keeper.java) and its own ops listener.

import http from 'k6/http';
import exec from 'k6/execution';
import { address } from './settings.js';

const TAGS = { target: 'around' };
const KEEPER = address('KEEPER_URL');
const OPS = address('CREDENCE_OPS_URL');

// Kills the back end, starts it, slows it down, counts its calls.
export class Keeper {
  start() {
    this.order('/start');
  }

  kill() {
    this.order('/kill');
  }

  // Every call takes at least so long from now on.
  delay(millis) {
    this.order(`/delay?millis=${millis}`);
  }

  // How many calls the back end has had, across its deaths; of all paths, or of those that match.
  calls(path) {
    return Object.entries(this.read('/calls').calls).filter(([called]) => !path || path.test(called))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  isUp() {
    return this.read('/calls').up;
  }

  // Resident memory in MiB, and processor seconds of the gateway and of the machine since they began.
  gateway() {
    return this.read(`/process?pid=${__ENV.GATEWAY_PID}`);
  }

  // A note to all virtual users, who share nothing else.
  tellToStop() {
    this.order('/stop');
  }

  isToldToStop() {
    return this.read('/stop').stop;
  }

  order(path) {
    expect(http.post(KEEPER + path, null, { tags: TAGS, timeout: '60s' }));
  }

  read(path) {
    return expect(http.get(KEEPER + path, { tags: TAGS })).json();
  }
}

// The gateway's ops listener.
export class Ops {
  constructor() {
    this.parameters = { headers: { Authorization: `Bearer ${__ENV.CREDENCE_OPS_TOKEN}` }, tags: TAGS };
  }

  // Lets go of a credential: the next caller fetches it.
  drop(credential) {
    expect(http.post(`${OPS}/credentials/${credential}/drop`, null, this.parameters));
  }

  // Has a new one issued.
  refresh(credential) {
    expect(http.post(`${OPS}/credentials/${credential}/refresh`, null, this.parameters));
  }

  // The sum of a counter over all its samples whose labels match; 0 where there is none.
  total(counter, labels) {
    const lines = http.get(`${OPS}/metrics`, { tags: TAGS }).body.split('\n');
    return lines.filter((line) => line.startsWith(`${counter}{`) && (!labels || labels.test(line)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}

// Which gateway answers at the ops listener; undefined if none does, because it just ends.
export function instance() {
  const answer = http.get(`${OPS}/readyz`, { headers: { Connection: 'close' }, tags: TAGS, timeout: '5s' });
  return answer.status === 0 ? undefined : answer.json().instance;
}

function expect(answer) {
  if (answer.status < 200 || answer.status > 299) {
    exec.test.abort(`${answer.request.method} ${answer.url}: ${answer.status} ${answer.body || answer.error}`);
  }
  return answer;
}
