// Who came, and whom it was taken for; the engines that know containers.

import {badge, by, el, mark, put} from './dom.js';
import {KeyedTable, note, row} from './table.js';
import {ago, date, instant} from './text.js';

const MATCHES = {any: 'anybody', cidr: 'its network', token: 'its secret', docker: 'a container', forwarded: 'a container, by a proxy'};

function makeCaller() {
  const taken = badge();
  const name = el('span', {class: 'name'});
  const address = el('span', {class: 'code'});
  const rule = el('span');
  const container = el('span', {class: 'code'});
  const image = el('span', {class: 'variant'});
  const seen = el('time');
  const line = row({}, [
    ['Taken for', taken.node],
    ['Caller', name],
    ['Address', address],
    ['Rule', rule],
    ['Container', container, image],
    ['Connected', seen],
  ]);
  const why = note(6);
  const view = {
    lines: [line, why.node],
    fill(caller, now) {
      taken.show(caller.reason ? 'bad' : 'good', caller.reason ? 'not recognised' : MATCHES[caller.match] ?? caller.match);
      put(name, caller.name);
      put(address, caller.address);
      put(rule, caller.rule === 'none' ? '–' : caller.rule);
      put(container, caller.container ?? '–');
      put(image, caller.image ?? '');
      why.show(caller.reason && `It got nothing: ${caller.why} (${caller.reason}).`);
      view.tick(caller, now);
    },
    tick(caller, now) {
      const when = instant(caller.seen);
      put(seen, when === undefined ? '–' : ago(when, now));
      mark(seen, 'title', when === undefined ? undefined : date(when));
    },
  };
  return view;
}

function makeEngine() {
  const shown = badge();
  const address = el('span', {class: 'code'});
  const containers = el('span');
  const since = el('time');
  const error = note(4);
  const view = {
    lines: [row({}, [['State', shown.node], ['Container engine', address], ['Containers', containers], ['Since', since]]), error.node],
    fill(engine, now) {
      shown.show({following: 'good', cut: 'bad'}[engine.state] ?? 'waiting', engine.state);
      put(address, engine.address);
      put(containers, String(engine.containers));
      error.show(engine.last_error);
      view.tick(engine, now);
    },
    tick(engine, now) {
      put(since, ago(instant(engine.since) ?? now, now));
    },
  };
  return view;
}

/** Those that were not recognised come first, then the latest. */
function order(one, other) {
  return Number(Boolean(other.reason)) - Number(Boolean(one.reason))
    || (instant(other.seen) ?? 0) - (instant(one.seen) ?? 0)
    || (one.id < other.id ? -1 : 1);
}

function text(caller) {
  return [caller.name, caller.address, caller.rule, caller.match, caller.container, caller.image, caller.reason]
    .filter(Boolean).join('\n').toLowerCase();
}

/** @param onChange told what has changed in words, with how bad that is */
export function callers(onChange) {
  const filter = by('callers-filter');
  const refused = by('callers-refused');
  const table = new KeyedTable(by('callers-table'), makeCaller);
  table.cut(by('callers-more'), 'callers');
  const engines = new KeyedTable(by('engines-table'), makeEngine);

  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = table.show(
      caller => (!refused.checked || caller.reason !== undefined) && (wanted === '' || text(caller).includes(wanted)), order);
    const number = shown === table.size ? `${shown}` : `${shown} of ${table.size}`;
    put(by('callers-count'), table.size >= 1000 ? `${number}, the latest` : number);
    by('callers-table').hidden = shown === 0;
    by('callers-none').hidden = shown > 0;
    put(by('callers-none'), table.size === 0 ? 'No workload has asked since the start.' : 'None is like that.');
  };
  filter.addEventListener('input', show);
  refused.addEventListener('change', show);

  return {
    change({changed = [], gone = []}, now, isFirst) {
      if (!isFirst) {
        changed.filter(caller => caller.reason && table.find(caller.id) === undefined)
          .forEach(caller => onChange('bad', `${caller.name} was not recognised: ${caller.why}`));
      }
      table.change(changed, gone, now);
      show();
    },
    engines(all, now) {
      engines.replace(all.map(engine => ({...engine, id: engine.address})), now);
      engines.show();
      by('engines-table').hidden = all.length === 0;
    },
    ids: () => table.data().map(caller => caller.id),
    tick(now) {
      table.tick(now);
      engines.tick(now);
    },
  };
}
