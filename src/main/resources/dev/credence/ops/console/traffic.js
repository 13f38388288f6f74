// What came in the last ten minutes, as four figures with their history.

import {by, el, mark, put, svg} from './dom.js';
import {latency, rate} from './text.js';

const WIDTH = 240;
const HEIGHT = 44;

/** A line for each list of numbers, on one scale; the first one is filled below. */
function spark(lists, points) {
  const highest = Math.max(...lists.flat().filter(number => number !== null), Number.MIN_VALUE);
  const x = index => WIDTH - (lists[0].length - 1 - index) * WIDTH / (points - 1);
  const y = number => HEIGHT - 2 - number / highest * (HEIGHT - 6);
  const drawn = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  lists.forEach((list, which) => {
    for (const run of runs(list)) {
      const line = run.map(([index, number]) => `${x(index).toFixed(1)},${y(number).toFixed(1)}`);
      if (which === 0) {
        drawn.append(svg('polygon', {class: 'area', points: [
          `${x(run[0][0]).toFixed(1)},${HEIGHT}`, ...line, `${x(run[run.length - 1][0]).toFixed(1)},${HEIGHT}`].join(' ')}));
      }
      drawn.append(svg('polyline', {class: which === 0 ? 'first' : 'second', points: line.join(' ')}));
    }
  });
  return drawn;
}

/** Stretches without a gap. */
function runs(list) {
  const all = [];
  let run = [];
  list.forEach((number, index) => {
    if (number === null) {
      run = [];
    } else {
      if (run.length === 0) {
        all.push(run);
      }
      run.push([index, number]);
    }
  });
  return all;
}

const last = list => list[list.length - 1];
const most = list => Math.max(0, ...list.filter(number => number !== null));

/** Points that fill the width at least: two minutes. There are 120 once it runs for ten. */
const POINTS = 24;

const FIGURES = [
  {
    title: 'Requests',
    unit: '/s',
    value: traffic => rate(last(traffic.requests_per_second)),
    more: traffic => `highest ${rate(most(traffic.requests_per_second))}/s, failures ${rate(last(traffic.failures_per_second))}/s`,
    lists: traffic => [traffic.requests_per_second, traffic.failures_per_second],
  },
  {
    title: 'Latency, 99 % below',
    unit: '',
    value: traffic => latency(last(traffic.p99_seconds)),
    more: traffic => `half below ${latency(last(traffic.p50_seconds))}, highest ${latency(most(traffic.p99_seconds) || null)}`,
    lists: traffic => [traffic.p99_seconds, traffic.p50_seconds],
  },
  {
    title: 'Not answered from memory',
    unit: '/s',
    value: traffic => rate(last(traffic.misses_per_second)),
    more: traffic => `${share(traffic)} from memory, ${rate(last(traffic.upstream_per_second))}/s to back ends`,
    lists: traffic => [traffic.misses_per_second, traffic.upstream_per_second],
  },
  {
    title: 'Refused',
    unit: '/s',
    value: traffic => rate(last(traffic.refusals_per_second)),
    more: traffic => `highest ${rate(most(traffic.refusals_per_second))}/s`,
    lists: traffic => [traffic.refusals_per_second],
  },
];

function share(traffic) {
  const sum = list => list.reduce((all, number) => all + number, 0);
  const requests = sum(traffic.requests_per_second);
  const hits = requests === 0 ? 1 : Math.max(0, 1 - sum(traffic.misses_per_second) / requests);
  return requests === 0 ? '–' : `${Math.floor(hits * 1000) / 10} %`;
}

function figure({title, unit}) {
  const value = el('span', {class: 'value'}, '–');
  const more = el('p', {class: 'more'});
  const picture = el('div', {class: 'spark'});
  const node = el('div', {class: 'figure'},
    el('h3', {}, title), el('p', {class: 'now'}, value, el('span', {class: 'unit'}, unit)), picture, more);
  return {node, value, more, picture};
}

export function traffic() {
  const figures = FIGURES.map(kind => ({kind, ...figure(kind)}));
  by('figures').append(...figures.map(({node}) => node));
  return {
    change(counted) {
      const isCounted = counted.requests_per_second !== undefined;
      const hasPoints = isCounted && counted.requests_per_second.length > 0;
      for (const {kind, node, value, more, picture} of figures) {
        mark(node, 'data-empty', hasPoints ? undefined : 'true');
        put(value, hasPoints ? kind.value(counted) : '–');
        put(more, hasPoints ? kind.more(counted)
          : isCounted ? 'the first figures come within ten seconds' : 'not counted: metrics are off');
        picture.replaceChildren(...hasPoints ? [spark(kind.lists(counted), Math.max(POINTS, counted.requests_per_second.length))] : []);
      }
    },
  };
}
