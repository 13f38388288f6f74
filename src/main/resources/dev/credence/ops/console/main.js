// Puts the parts of the page together, and hands each what concerns it.

import {actions} from './actions.js';
import {callers} from './callers.js';
import {changes} from './changes.js';
import {credentials} from './credentials.js';
import {by, put} from './dom.js';
import {follow} from './feed.js';
import {backends, imdsV1, overview, refusals} from './overview.js';
import {clock, instant} from './text.js';
import {traffic} from './traffic.js';

const tell = changes();
const acting = actions();
const parts = {
  overview: overview(tell),
  traffic: traffic(),
  credentials: credentials(acting.act, tell),
  backends: backends(tell),
  imds: imdsV1(),
  refusals: refusals(),
  callers: callers(tell),
};

/** What the gateway's clock is ahead of ours, in milliseconds; undefined before it has been heard of. */
let ahead;
let isFirst = true;
let lastHeard = 0;
let started;

const now = () => Date.now() + (ahead ?? 0);

/** A message that holds all also says what is no more. */
function rows(part, message, rowsOfIt) {
  if (!message.whole) {
    return rowsOfIt;
  }
  const ids = new Set((rowsOfIt.changed ?? []).map(({id}) => id));
  return {changed: rowsOfIt.changed, gone: part.ids().filter(id => !ids.has(id))};
}

function take(message) {
  ahead = (instant(message.now) ?? Date.now()) - Date.now();
  lastHeard = Date.now();
  const time = now();
  if (message.head && message.head.started !== started) {
    if (started !== undefined) {
      // Another process: its keys have nothing to do with those of the one before, though they may have the same ids.
      tell('waiting', 'The gateway was started anew');
      isFirst = true;
    }
    started = message.head.started;
  }
  if (message.head) {
    parts.overview.change(message.head);
    acting.change(message.head);
  }
  if (message.credentials) {
    parts.credentials.change(rows(parts.credentials, message, message.credentials), time, isFirst);
  }
  if (message.head) {
    parts.credentials.head(message.head);
  }
  if (message.backends) {
    parts.backends.change(message.backends, time, isFirst);
  }
  if (message.engines) {
    parts.callers.engines(message.engines, time);
  }
  if (message.callers) {
    parts.callers.change(rows(parts.callers, message, message.callers), time, isFirst);
  }
  if (message.imds_v1) {
    parts.imds.change(message.imds_v1, time);
  }
  if (message.refusals) {
    parts.refusals.change(message.refusals, time);
  }
  if (message.traffic) {
    parts.traffic.change(message.traffic);
  }
  isFirst = false;
  tick();
}

function tick() {
  if (ahead !== undefined) {
    Object.values(parts).forEach(part => part.tick?.(now()));
  }
}

function link(state, reason) {
  by('link').dataset.link = state;
  document.body.dataset.link = state;
  put(by('link-text'), state === 'live' ? 'live' : 'no connection');
  const outage = by('outage');
  outage.hidden = state === 'live';
  if (state === 'lost') {
    put(outage, isFirst
      ? `The gateway cannot be read: ${reason}. Trying again.`
      : `The gateway cannot be read any more: ${reason}. What is shown is from ${clock(lastHeard)}. Trying again.`);
    document.title = 'No connection · Credence';
  } else {
    put(outage, '');
    document.title = `${by('verdict').textContent} · Credence`;
  }
}

function themes() {
  const choice = by('theme');
  choice.value = document.documentElement.dataset.theme ?? 'auto';
  choice.addEventListener('change', () => {
    if (choice.value === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = choice.value;
    }
    try {
      localStorage.setItem('credence.theme', choice.value);
    } catch {
      // It holds until the page is closed.
    }
  });
}

put(by('place'), location.host);
themes();
setInterval(tick, 1000);
follow(take, link);
