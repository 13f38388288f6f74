// What the gateway sends: server-sent events. Read by fetch instead of EventSource, which tells no status and does not
// notice a connection that has silently died.

/** The gateway sends something every 15 s. */
const SILENCE = 40_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/**
 * Follows the gateway for ever.
 *
 * @param onMessage called with each message
 * @param onLink called with 'live', or with 'lost' and why
 */
export function follow(onMessage, onLink) {
  let pause = FIRST_PAUSE;
  const once = async () => {
    let reason = 'it does not answer';
    try {
      await read('../events', message => {
        pause = FIRST_PAUSE;
        onMessage(message);
        onLink('live');
      });
      reason = 'it has ended the connection';
    } catch (failure) {
      if (failure instanceof Refused) {
        reason = failure.message;
      }
    }
    onLink('lost', reason);
    setTimeout(once, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
  once();
}

class Refused extends Error {}

async function read(url, onMessage) {
  const silence = new AbortController();
  let watch = 0;
  const heard = () => {
    clearTimeout(watch);
    watch = setTimeout(() => silence.abort(), SILENCE);
  };
  heard();
  try {
    const response = await fetch(url, {cache: 'no-store', signal: silence.signal, headers: {Accept: 'text/event-stream'}});
    if (!response.ok) {
      throw new Refused(await words(response));
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard();
      rest = take(rest + part.value, onMessage);
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Hands on each whole event, and returns what is left of the text. */
function take(text, onMessage) {
  const events = text.split('\n\n');
  const rest = events.pop();
  for (const event of events) {
    if (event.startsWith('data: ')) {
      onMessage(JSON.parse(event.slice('data: '.length)));
    }
  }
  return rest;
}

async function words(response) {
  try {
    return (await response.json()).error ?? `it answers with status ${response.status}`;
  } catch {
    return `it answers with status ${response.status}`;
  }
}
