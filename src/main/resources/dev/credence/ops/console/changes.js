// What has changed while the page was open, for eyes and for screen readers, which are told of nothing else by itself.

import {by, el, icon} from './dom.js';
import {clock, date} from './text.js';

const MOST = 50;
/** In one go; the tables have the rest. */
const MOST_AT_ONCE = 6;

export function changes() {
  const list = by('changes-list');
  let waiting = [];

  const write = () => {
    const now = Date.now();
    const left = waiting.length - MOST_AT_ONCE;
    const lines = left > 0 ? [...waiting.slice(0, MOST_AT_ONCE), ['waiting', `and ${left} more changes at the same time`]] : waiting;
    waiting = [];
    const written = lines.map(([kind, words]) => el('li', {},
      el('time', {datetime: new Date(now).toISOString(), title: date(now)}, clock(now)), icon(kind), el('span', {}, words)));
    list.prepend(...written);
    while (list.childElementCount > MOST) {
      list.lastElementChild.remove();
    }
    by('changes-none').hidden = true;
  };

  /** Kind is that of an icon. What comes in one message is written at once. */
  return (kind, words) => {
    if (waiting.length === 0) {
      queueMicrotask(write);
    }
    waiting.push([kind, words]);
  };
}
