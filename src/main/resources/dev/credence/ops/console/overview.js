// What is asked first: whether it is ready, and if not, why. Then the back ends, and who uses IMDSv1.

import {badge, by, el, icon, mark, put} from './dom.js';
import {KeyedTable, note, row} from './table.js';
import {ago, clock, date, duration, instant} from './text.js';

const KINDS = {failing: 'bad', warning: 'warning', ok: 'good'};
const PLACES = {credentials: 'credentials-title', backends: 'backends-title', callers: 'callers-title'};

function verdict(head) {
  if (head.stopping) {
    return ['failing', 'Stopping'];
  }
  const worst = head.findings[0]?.level ?? 'ok';
  if (!head.ready) {
    return ['failing', 'Not ready'];
  }
  return [worst, {failing: 'Ready, but not for everybody', warning: 'Ready, with warnings'}[worst] ?? 'Ready'];
}

function finding({level, about, text}) {
  const place = PLACES[about];
  return el('li', {'data-level': level}, icon(KINDS[level] ?? 'waiting'),
    el('span', {}, text, ...(place ? [' ', el('a', {href: `#${place}`}, `See ${about === 'backends' ? 'back ends' : about}`)] : [])));
}

/** The head of the page. @param onChange told what has changed in words, with how bad that is */
export function overview(onChange) {
  let head;
  let shown = '';
  return {
    change(changed) {
      const [level, words] = verdict(changed);
      if (head !== undefined && words !== by('verdict').textContent) {
        onChange(KINDS[level] ?? 'waiting', `The gateway is now: ${words.toLowerCase()}`);
      }
      head = changed;
      mark(by('gateway'), 'data-level', level);
      put(by('verdict'), words);
      put(by('version'), head.version);
      put(by('connections'), head.connections.toLocaleString('en'));
      document.title = `${words} · Credence`;
      const all = JSON.stringify(head.findings);
      if (all !== shown) {
        shown = all;
        by('findings').replaceChildren(...head.findings.map(finding));
      }
    },
    tick(now) {
      put(by('uptime'), head === undefined ? '–' : duration((now - instant(head.started)) / 1000));
    },
  };
}

function makeBackend() {
  const shown = badge();
  const name = el('span', {class: 'name'});
  const breaker = el('span');
  const token = el('time');
  const error = note(4);
  const view = {
    lines: [row({}, [['State', shown.node], ['Back end', name], ['Breaker', breaker], ['Token ends', token]]), error.node],
    fill(backend, now) {
      const works = backend.state === 'fresh';
      // One role that is not there is an error of it, too, while all others are issued.
      shown.show(works ? 'good' : backend.breaker === 'open' ? 'bad' : 'warning',
        works ? 'works' : backend.breaker === 'closed' ? 'last call failed' : 'failing');
      put(name, backend.name);
      put(breaker, backend.breaker.replace('_', ' '));
      const at = instant(backend.last_error_at);
      error.show(backend.last_error && `${at === undefined ? '' : `${clock(at)} `}${backend.last_error}`);
      view.tick(backend, now);
    },
    tick(backend, now) {
      const ends = instant(backend.token_expires);
      put(token, ends === undefined ? '–' : ends <= now ? 'ended' : `in ${duration((ends - now) / 1000)}`);
      mark(token, 'title', ends === undefined ? undefined : date(ends));
    },
  };
  return view;
}

/** @param onChange told what has changed in words, with how bad that is */
export function backends(onChange) {
  const table = new KeyedTable(by('backends-table'), makeBackend);
  return {
    change(all, now, isFirst) {
      if (!isFirst) {
        all.forEach(backend => {
          const before = table.find(backend.name);
          if (before !== undefined && before.breaker !== backend.breaker) {
            onChange(backend.breaker === 'closed' ? 'good' : 'bad',
              `The breaker of ${backend.name} is now ${backend.breaker.replace('_', ' ')}`);
          }
        });
      }
      table.replace(all.map(backend => ({...backend, id: backend.name})), now);
      table.show();
      by('backends-table').hidden = all.length === 0;
      by('backends-none').hidden = all.length > 0;
    },
    tick: now => table.tick(now),
  };
}

function makeUser() {
  const caller = el('span', {class: 'name'});
  const requests = el('span');
  const seen = el('time');
  const line = el('tr', {role: 'row'},
    el('th', {role: 'rowheader', scope: 'row', 'data-label': 'Caller'}, caller),
    el('td', {role: 'cell', class: 'number', 'data-label': 'Requests'}, requests),
    el('td', {role: 'cell', 'data-label': 'Last seen'}, seen));
  const view = {
    lines: [line],
    fill(user, now) {
      // What the gateway calls those that no rule knows.
      put(caller, user.caller === 'none' ? 'none (not recognised)' : user.caller);
      put(requests, user.requests.toLocaleString('en'));
      view.tick(user, now);
    },
    tick(user, now) {
      const when = instant(user.last_seen);
      put(seen, when === undefined ? '–' : ago(when, now));
    },
  };
  return view;
}

export function imdsV1() {
  const table = new KeyedTable(by('imds-table'), makeUser);
  return {
    change(all, now) {
      table.replace(all.map(user => ({...user, id: user.caller})), now);
      table.show(() => true, (one, other) => other.requests - one.requests || (one.caller < other.caller ? -1 : 1));
      by('imds-table').hidden = all.length === 0;
      by('imds-none').hidden = all.length > 0;
    },
    tick: now => table.tick(now),
  };
}

function makeRefusal() {
  const cloud = el('span', {class: 'tag'});
  const why = el('span');
  const code = el('span', {class: 'variant code'});
  const requests = el('span');
  const seen = el('time');
  const line = el('tr', {role: 'row'},
    el('td', {role: 'cell', 'data-label': 'Cloud'}, cloud),
    el('th', {role: 'rowheader', scope: 'row', 'data-label': 'Reason'}, why, code),
    el('td', {role: 'cell', class: 'number', 'data-label': 'Requests'}, requests),
    el('td', {role: 'cell', 'data-label': 'Last seen'}, seen));
  const view = {
    lines: [line],
    fill(refusal, now) {
      put(cloud, refusal.provider);
      put(why, refusal.why);
      put(code, refusal.reason);
      put(requests, refusal.requests.toLocaleString('en'));
      view.tick(refusal, now);
    },
    tick(refusal, now) {
      const when = instant(refusal.last_seen);
      put(seen, when === undefined ? '–' : ago(when, now));
      mark(seen, 'title', when === undefined ? undefined : date(when));
    },
  };
  return view;
}

/** Why requests did not get what they asked for. */
export function refusals() {
  const table = new KeyedTable(by('refusals-table'), makeRefusal);
  return {
    change(all, now) {
      table.replace(all.map(refusal => ({...refusal, id: `${refusal.provider} ${refusal.reason}`})), now);
      table.show(() => true, (one, other) => other.requests - one.requests || (one.id < other.id ? -1 : 1));
      by('refusals-table').hidden = all.length === 0;
      by('refusals-none').hidden = all.length > 0;
    },
    tick: now => table.tick(now),
  };
}
