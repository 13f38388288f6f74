// A table whose rows are kept and changed in place, so that focus, selection and scroll position stay where they are.

import {arrange, el, mark, put} from './dom.js';

/** Rows of a table that can be long. */
const FIRST = 50;

/** A row of cells; the labels are shown where the table is too narrow for columns. */
export function row(attributes, cells) {
  return el('tr', {role: 'row', ...attributes},
    ...cells.map(([label, ...content], index) => index === 1
      ? el('th', {role: 'rowheader', scope: 'row', 'data-label': label}, ...content)
      : el('td', {role: 'cell', 'data-label': label}, ...content)));
}

/** A second line below a row, over its whole width; hidden while there is nothing to say. */
export function note(columns) {
  const text = el('span', {class: 'note-text'});
  const node = el('tr', {role: 'row', class: 'note'}, el('td', {role: 'cell', colspan: String(columns)}, text));
  node.hidden = true;
  return {
    node,
    show(words) {
      node.hidden = !words;
      put(text, words ?? '');
    },
  };
}

export class KeyedTable {
  #table;
  #make;
  #rows = new Map();
  #compare = () => 0;
  #matches = () => true;
  #lost;
  #more;
  #hasAll = true;

  /**
   * @param table the element, which has its head already
   * @param make makes a row: an object with the lines (elements) and fill(data, now)
   * @param lost called when the row that had the focus is gone
   */
  constructor(table, make, lost = () => {}) {
    this.#table = table;
    this.#make = make;
    this.#lost = lost;
  }

  /** Shows the first rows only, until somebody presses that button: what stands below shall be reached. */
  cut(button, what) {
    this.#more = {button, what};
    this.#hasAll = false;
    button.addEventListener('click', () => {
      this.#hasAll = !this.#hasAll;
      this.show();
    });
  }

  get size() {
    return this.#rows.size;
  }

  /** The data of all rows. */
  data() {
    return [...this.#rows.values()].map(held => held.data);
  }

  find(id) {
    return this.#rows.get(id)?.data;
  }

  /** Rows by id that are new or other than before, and ids of those that are no more. */
  change(changed, gone, now) {
    for (const id of gone) {
      this.#remove(id);
    }
    for (const data of changed) {
      let held = this.#rows.get(data.id);
      if (held === undefined) {
        const view = this.#make();
        held = {view, body: el('tbody', {role: 'rowgroup'}, ...view.lines)};
        this.#rows.set(data.id, held);
      }
      held.data = data;
      held.view.fill(data, now);
    }
  }

  /** All rows there are; the others go. */
  replace(all, now) {
    const ids = new Set(all.map(data => data.id));
    this.change(all, [...this.#rows.keys()].filter(id => !ids.has(id)), now);
  }

  /** Which rows are shown, and in which order; returns how many match. */
  show(matches = this.#matches, compare = this.#compare) {
    this.#matches = matches;
    this.#compare = compare;
    const all = [...this.#rows.values()].sort((one, other) => compare(one.data, other.data));
    let matching = 0;
    for (const held of all) {
      // Whoever works on a row keeps it, even if it has become one that would not be shown.
      const isWorkedOn = held.body.contains(document.activeElement);
      const isMatch = matches(held.data) || isWorkedOn;
      held.body.hidden = !isWorkedOn && (!isMatch || (!this.#hasAll && matching >= FIRST));
      matching += isMatch ? 1 : 0;
    }
    this.#offer(matching);
    arrange(this.#table, all.map(held => held.body));
    return matching;
  }

  #offer(matching) {
    if (this.#more !== undefined) {
      const {button, what} = this.#more;
      button.hidden = matching <= FIRST;
      mark(button, 'aria-expanded', String(this.#hasAll));
      put(button, this.#hasAll ? `Show the first ${FIRST} only` : `Show all ${matching.toLocaleString('en')} ${what}`);
    }
  }

  /** Time has passed. */
  tick(now) {
    for (const held of this.#rows.values()) {
      if (!held.body.hidden) {
        held.view.tick?.(held.data, now);
      }
    }
  }

  #remove(id) {
    const held = this.#rows.get(id);
    if (held !== undefined) {
      const hadFocus = held.body.contains(document.activeElement);
      held.body.remove();
      this.#rows.delete(id);
      if (hadFocus) {
        this.#lost();
      }
    }
  }
}
