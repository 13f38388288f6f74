// Refresh and drop. They ask for the ops token, which this page keeps in a variable and nowhere else: what is stored could be
// read by whoever uses this browser next, and an operator types it seldom.

import {by, el, put} from './dom.js';
import {count} from './text.js';

const LONG_ENOUGH = 8_000;

let token = '';

function ask(dialog, form, cancel) {
  return new Promise(resolve => {
    const done = answer => {
      form.onsubmit = cancel.onclick = dialog.oncancel = null;
      dialog.close();
      resolve(answer);
    };
    form.onsubmit = event => {
      event.preventDefault();
      done(true);
    };
    cancel.onclick = () => done(false);
    dialog.oncancel = event => {
      event.preventDefault();
      done(false);
    };
    dialog.showModal();
  });
}

async function askToken(complaint) {
  const input = by('token-input');
  const error = by('token-error');
  input.value = '';
  error.hidden = !complaint;
  put(error, complaint ?? '');
  const given = ask(by('token-dialog'), by('token-form'), by('token-cancel'));
  input.focus();
  if (await given) {
    token = input.value.trim();
  }
  input.value = '';
  return token !== '' && given;
}

async function confirmDrop(name) {
  put(by('drop-title'), `Drop ${name}?`);
  const given = ask(by('drop-dialog'), by('drop-form'), by('drop-cancel'));
  by('drop-cancel').focus();
  return given;
}

let hiding = 0;

function report(words, isGood) {
  const result = by('result');
  clearTimeout(hiding);
  result.hidden = false;
  result.dataset.level = isGood ? 'ok' : 'failing';
  put(result, words);
  hiding = setTimeout(() => {
    result.hidden = true;
  }, LONG_ENOUGH);
}

async function send(action, name) {
  try {
    const response = await fetch(`../credentials/${encodeURIComponent(name)}/${action}`, {
      method: 'POST',
      cache: 'no-store',
      headers: {Authorization: `Bearer ${token}`},
    });
    const body = await response.json();
    return {status: response.status, ...body};
  } catch {
    return {status: 0, error: 'the gateway does not answer'};
  }
}

/** Does it, and asks for what it needs. */
async function act(action, name) {
  if (token === '' && !await askToken()) {
    return;
  }
  if (action === 'drop' && !await confirmDrop(name)) {
    return;
  }
  let answer = await send(action, name);
  while (answer.status === 401) {
    token = '';
    showToken();
    if (!await askToken('The gateway does not know this token. Try again.')) {
      report(`${name} was not touched: ${answer.error}`, false);
      return;
    }
    answer = await send(action, name);
  }
  showToken();
  if (answer.status === 202) {
    const keys = count(answer.keys, 'key', 'keys');
    report(action === 'refresh' ? `${name}: ${keys} asked for anew` : `${name}: ${keys} dropped`, true);
  } else {
    report(`${name}: ${answer.error ?? `status ${answer.status}`}`, false);
  }
}

let isOn;

function showToken() {
  const forget = el('button', {type: 'button', id: 'token-forget', class: 'small'}, 'Forget the token');
  forget.addEventListener('click', () => {
    token = '';
    showToken();
    by('token-give').focus();
  });
  const give = el('button', {type: 'button', id: 'token-give', class: 'small'}, 'Give the ops token');
  give.addEventListener('click', async () => {
    await askToken();
    showToken();
    (by('token-forget') ?? by('token-give')).focus();
  });
  const place = by('actions');
  if (isOn === false) {
    place.replaceChildren('Refresh and drop are off: the configuration has no ops.token-file.');
  } else if (isOn) {
    const next = token === '' ? give : forget;
    if (place.firstElementChild?.id !== next.id) {
      place.replaceChildren(next);
    }
  }
}

export function actions() {
  return {
    act,
    change(head) {
      if (head.actions !== isOn) {
        isOn = head.actions;
        document.body.dataset.actions = isOn ? 'on' : 'off';
        by('actions').replaceChildren();
        showToken();
      }
    },
  };
}
