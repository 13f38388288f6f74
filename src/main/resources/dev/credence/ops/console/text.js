// Numbers, times and words for people.

/** The two largest units: 3d 4h, 59m 12s. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days > 0) {
    return `${days}d ${hours}h`;
  }
  if (hours > 0) {
    return `${hours}h ${two(minutes)}m`;
  }
  return minutes > 0 ? `${minutes}m ${two(whole % 60)}s` : `${whole}s`;
}

function two(number) {
  return String(number).padStart(2, '0');
}

/** How long ago; milliseconds since the epoch. */
export function ago(when, now) {
  const seconds = (now - when) / 1000;
  return seconds < 5 ? 'now' : `${duration(seconds < 60 ? Math.floor(seconds / 5) * 5 : seconds)} ago`;
}

const CLOCK = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
const DATE = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});

/** The time of the day. */
export function clock(when) {
  return CLOCK.format(when);
}

/** Day and time, for whoever points at it. */
export function date(when) {
  return DATE.format(when);
}

/** Milliseconds since the epoch, or undefined. */
export function instant(text) {
  const when = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(when) ? undefined : when;
}

/** So many things a second. */
export function rate(number) {
  if (number === undefined || number === null) {
    return '–';
  }
  if (number >= 1000) {
    return `${(number / 1000).toFixed(number >= 10000 ? 0 : 1)}k`;
  }
  return number >= 10 || number === 0 ? number.toFixed(0) : number.toFixed(number >= 1 ? 1 : 2);
}

/** A time that something took. */
export function latency(seconds) {
  if (seconds === undefined || seconds === null) {
    return '–';
  }
  if (seconds < 0.001) {
    return `${Math.round(seconds * 1e6)} µs`;
  }
  return seconds < 1 ? `${(seconds * 1e3).toFixed(seconds < 0.01 ? 1 : 0)} ms` : `${seconds.toFixed(1)} s`;
}

/** One thing or several. */
export function count(number, one, several) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}

const STATES = {
  failing: {kind: 'bad', word: 'failing', urgency: 0},
  expired: {kind: 'bad', word: 'expired', urgency: 1},
  stale: {kind: 'warning', word: 'stale', urgency: 2},
  pending: {kind: 'waiting', word: 'pending', urgency: 3},
  fresh: {kind: 'good', word: 'fresh', urgency: 4},
  idle: {kind: 'resting', word: 'idle', urgency: 5},
};

/** How a state is shown, and how soon it wants to be seen. */
export function state(name) {
  return STATES[name] ?? {kind: 'waiting', word: name, urgency: 3};
}

/** The states in the order in which they are offered. */
export const STATE_NAMES = Object.keys(STATES);
