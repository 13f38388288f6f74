// The credentials: how each is doing, and how much of its life is left.

import {badge, by, el, mark, put} from './dom.js';
import {KeyedTable, note, row} from './table.js';
import {ago, clock, count, date, duration, instant, state, STATE_NAMES} from './text.js';

const COLUMNS = 7;
const NAME_ORDER = new Intl.Collator('en', {numeric: true});

function byName(one, other) {
  return NAME_ORDER.compare(one.name, other.name) || NAME_ORDER.compare(one.variant ?? '', other.variant ?? '');
}

const ORDERS = {
  urgency: (one, other) => state(one.state).urgency - state(other.state).urgency || byName(one, other),
  name: byName,
  left: (one, other) => end(one) - end(other) || byName(one, other),
};

function end(credential) {
  return instant(credential.expires) ?? 0;
}

/** Part of the life that is left, and of that at which it is renewed; both between 0 and 1. */
function life(credential, now) {
  const whole = (credential.life_seconds ?? 0) * 1000;
  const ends = instant(credential.expires);
  const due = instant(credential.refresh_due);
  if (ends === undefined || whole <= 0) {
    return undefined;
  }
  const part = time => Math.min(1, Math.max(0, (ends - time) / whole));
  return {left: part(now), due: due === undefined ? undefined : part(due), seconds: (ends - now) / 1000};
}

function bar() {
  const fill = el('span', {class: 'life-fill'});
  const due = el('span', {class: 'life-due'});
  const text = el('span', {class: 'life-text'});
  const node = el('span', {class: 'life'}, el('span', {class: 'life-bar', 'aria-hidden': 'true'}, fill, due), text);
  let width = '';
  return {
    node,
    tick(credential, now) {
      const lived = life(credential, now);
      mark(node, 'data-level', lived === undefined ? 'none' : state(credential.state).kind);
      due.hidden = lived?.due === undefined;
      const next = `${((lived?.left ?? 0) * 100).toFixed(1)}%`;
      if (next !== width) {
        width = next;
        fill.style.width = next;
        due.style.left = `${((lived?.due ?? 0) * 100).toFixed(1)}%`;
      }
      put(text, lived === undefined ? 'none held'
        : lived.seconds <= 0 ? 'ended' : `${duration(lived.seconds)} of ${duration(credential.life_seconds)}`);
    },
  };
}

function moment() {
  const node = el('time');
  return {
    node,
    show(when, words) {
      put(node, words);
      mark(node, 'datetime', when === undefined ? undefined : new Date(when).toISOString());
      mark(node, 'title', when === undefined ? undefined : date(when));
    },
  };
}

function nextRefresh(credential, now) {
  const due = instant(credential.refresh_due);
  if (due === undefined) {
    return credential.expires === undefined ? 'when asked for' : 'under way';
  }
  return due <= now ? 'due now' : `in ${duration((due - now) / 1000)}`;
}

function makeRow(act) {
  const shown = badge();
  const name = el('span', {class: 'name'});
  const variant = el('span', {class: 'variant'});
  const provider = el('span', {class: 'tag'});
  const backend = el('span');
  const left = bar();
  const next = moment();
  const last = moment();
  const error = note(COLUMNS);
  let current;
  const refresh = el('button', {type: 'button', class: 'small', 'data-action': 'refresh'}, 'Refresh');
  const drop = el('button', {type: 'button', class: 'small', 'data-action': 'drop'}, 'Drop');
  refresh.addEventListener('click', () => act('refresh', current.name));
  drop.addEventListener('click', () => act('drop', current.name));
  const line = row({}, [
    ['State', shown.node],
    ['Credential', name, variant],
    ['Back end', provider, backend],
    ['Time left', left.node],
    ['Next refresh', next.node],
    ['Last refresh', last.node],
    ['Actions', el('span', {class: 'buttons'}, refresh, drop)],
  ]);
  const view = {
    lines: [line, error.node],
    fill(credential, now) {
      current = credential;
      const {kind, word} = state(credential.state);
      shown.show(kind, word);
      put(name, credential.name);
      put(variant, [credential.variant, credential.caller && `for ${credential.caller}`].filter(Boolean).join(' · '));
      put(provider, credential.provider);
      put(backend, credential.backend);
      mark(line, 'data-state', credential.state);
      mark(refresh, 'aria-label', `Refresh ${credential.name}`);
      mark(drop, 'aria-label', `Drop ${credential.name}`);
      error.show(credential.last_error);
      view.tick(credential, now);
    },
    tick(credential, now) {
      left.tick(credential, now);
      next.show(instant(credential.refresh_due), nextRefresh(credential, now));
      const refreshed = instant(credential.last_refresh);
      last.show(refreshed, refreshed === undefined ? 'never' : ago(refreshed, now));
    },
  };
  return view;
}

function text(credential) {
  return [credential.name, credential.variant, credential.caller, credential.backend, credential.provider,
    credential.state, credential.last_error].filter(Boolean).join('\n').toLowerCase();
}

/**
 * @param act called with 'refresh' or 'drop', and a name
 * @param onChange told what has changed in words, with how bad that is
 */
export function credentials(act, onChange) {
  const filter = by('credentials-filter');
  const sort = by('credentials-sort');
  const table = new KeyedTable(by('credentials-table'), () => makeRow(act), () => by('credentials-title').focus());
  table.cut(by('credentials-more'), 'credentials');
  const chips = new Map();
  let only = '';
  let head = {keys: 0, states: {}};

  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = table.show(
      credential => (only === '' || credential.state === only) && (wanted === '' || text(credential).includes(wanted)),
      ORDERS[sort.value]);
    put(by('credentials-count'), counted(shown, table.size, head.keys));
    by('credentials-table').hidden = shown === 0;
    by('credentials-none').hidden = shown > 0;
    put(by('credentials-none'), table.size === 0 ? 'No credential is configured or held.' : 'None is like that.');
  };
  filter.addEventListener('input', show);
  sort.addEventListener('change', show);

  const choose = name => {
    only = name;
    chips.forEach((chip, key) => mark(chip, 'aria-pressed', String(key === only)));
    show();
  };
  for (const name of ['', ...STATE_NAMES]) {
    const chip = el('button', {type: 'button', class: 'chip', 'aria-pressed': String(name === '')});
    chip.addEventListener('click', () => choose(name));
    chips.set(name, chip);
    by('credentials-states').append(chip);
  }

  return {
    head(changed) {
      head = changed;
      chips.forEach((chip, name) => {
        const number = name === '' ? head.keys : head.states[name] ?? 0;
        put(chip, `${name === '' ? 'all' : name} ${number.toLocaleString('en')}`);
        chip.hidden = name !== '' && name !== only && number === 0;
      });
      show();
    },
    change({changed = [], gone = []}, now, isFirst) {
      if (!isFirst) {
        changed.forEach(credential => tell(table.find(credential.id), credential, onChange));
        gone.map(id => table.find(id)).filter(Boolean)
          .forEach(credential => onChange('resting', `${title(credential)} is not held any more`));
      }
      table.change(changed, gone, now);
      show();
    },
    ids: () => table.data().map(credential => credential.id),
    tick: now => table.tick(now),
  };
}

function title(credential) {
  return credential.variant ? `${credential.name} (${credential.variant})` : credential.name;
}

function tell(before, after, onChange) {
  const {kind} = state(after.state);
  if (before === undefined) {
    onChange(kind, `${title(after)} is new, and ${after.state}`);
  } else if (before.state !== after.state) {
    const why = after.last_error && kind !== 'good' ? `: ${after.last_error}` : '';
    onChange(kind, `${title(after)} was ${before.state}, and is ${after.state}${why}`);
  } else if (before.last_refresh !== after.last_refresh && after.last_refresh !== undefined) {
    onChange(kind, `${title(after)} was refreshed, and ends at ${clock(instant(after.expires) ?? 0)}`);
  }
}

function counted(shown, rows, keys) {
  if (keys > rows) {
    return `${shown.toLocaleString('en')} of ${count(keys, 'key', 'keys')}; the page is sent ${rows.toLocaleString('en')}, failing first`;
  }
  return shown === keys ? `${keys.toLocaleString('en')}` : `${shown.toLocaleString('en')} of ${keys.toLocaleString('en')}`;
}
