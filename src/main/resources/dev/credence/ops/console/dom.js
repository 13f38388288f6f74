// What is shown goes into the page as text, never as markup: names and errors come from outside.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with these attributes; children are nodes or texts. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

/** The same for drawings. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The element of that id, which the page has. */
export function by(id) {
  return document.getElementById(id);
}

/** Changes the text only if it is another one, so that selections and readers are left in peace. */
export function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** The same for an attribute; undefined takes it away. */
export function mark(node, name, value) {
  if (value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Brings nodes into that order at the end of their parent. Moving a node takes the focus from it, so all others are moved
 * around the one that has it.
 */
export function arrange(parent, nodes) {
  const kept = nodes.find(node => node.contains(document.activeElement));
  let next = null;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node !== kept && (node.parentNode !== parent || node.nextSibling !== next)) {
      parent.insertBefore(node, next);
    }
    next = node;
  }
}

const SHAPES = {
  good: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm3.5 4.7-4.3 4.4-2.2-2.2-1 1 3.2 3.3 5.3-5.5Z',
  warning: 'M8 1.2 15.4 14.4H.6ZM7.2 6v4.2h1.6V6Zm0 5.4v1.5h1.6v-1.5Z',
  bad: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 6L5.7 4.7l-1 1L7 8l-2.3 2.3 1 1L8 9l2.3 2.3 1-1L9 8l2.3-2.3-1-1Z',
  waiting: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6Zm-.8 2h1.6v3.1l2.3 2.2-1.1 1.2-2.8-2.8Z',
  resting: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6ZM4.8 7.2h6.4v1.6H4.8Z',
};

/** A shape that says the same as its colour. */
export function icon(kind) {
  return svg('svg', {viewBox: '0 0 16 16', class: `icon ${kind}`, 'aria-hidden': 'true', 'data-kind': kind},
    svg('path', {d: SHAPES[kind], 'fill-rule': 'evenodd'}));
}

/** A shape and a word, made once and changed in place. */
export function badge() {
  const node = el('span', {class: 'badge'});
  return {
    node,
    show(kind, word) {
      if (node.dataset.kind !== kind || node.textContent !== word) {
        node.dataset.kind = kind;
        node.replaceChildren(icon(kind), el('span', {}, word));
      }
    },
  };
}
