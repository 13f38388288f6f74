// What a run is told by its environment. Everything has a bound: a run that nobody ends must end by itself, and no address
// but a loopback one is ever asked.

const LOOPBACK = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/;

// The origin of a server on this machine, without a slash at its end.
export function address(name, fallback) {
  const origin = (__ENV[name] || fallback || '').replace(/\/$/, '');
  if (!LOOPBACK.test(origin)) {
    throw new Error(`${name} must be plain http on a loopback address, but is '${origin}'; k6/run sets it`);
  }
  return origin;
}

// A whole number from 1 to most; seconds may end in s.
export function bounded(name, fallback, most) {
  const text = __ENV[name] || String(fallback);
  const value = /^\d+s?$/.test(text) ? parseInt(text, 10) : NaN;
  if (!(value >= 1 && value <= most)) {
    throw new Error(`${name} must be a number from 1 to ${most}, but is ${text}`);
  }
  return value;
}

// An answer later than this makes SDKs give up: the Go SDK waits 500 ms for the headers and counts its connect in.
export const ON_TIME_MS = bounded('P99_MS', 300, 60000);
