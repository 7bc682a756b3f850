/**
 * The page's script. The page works without it; it adds copying, forms that keep the place and the list of requests
 * that keeps itself up to date. Nothing but text the org escaped is ever put into the page as markup.
 */
export const pageScript = `'use strict';
const notice = document.getElementById('notice');
let hiding;

function say(kind, text) {
  const line = document.createElement('p');
  line.className = 'notice ' + kind;
  line.textContent = text;
  notice.replaceChildren(line);
  clearTimeout(hiding);
  if (kind === 'done') hiding = setTimeout(() => notice.replaceChildren(), 6000);
}

for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  } catch {
    say('failed', 'The browser does not allow copying here. Select the text and copy it by hand.');
  }
});

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-control]');
  if (!form) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(form)),
    });
    if (answer.status === 403) return location.assign('/failures');
    const { kind, text, inForce, active } = await answer.json();
    say(kind, text);
    if (kind === 'done') showInForce(form, inForce, active);
  } catch {
    say('failed', 'The org does not answer. Is it still running?');
  } finally {
    if (button) button.disabled = false;
  }
});

function showInForce(form, inForce, active) {
  const place = document.getElementById('in-force');
  if (!place) return location.reload();
  const heldFocus = place.contains(form);
  place.innerHTML = inForce;
  for (const box of form.querySelectorAll('input[name=sure]')) box.checked = false;
  const count = document.getElementById('active-count');
  count.hidden = active === 0;
  count.firstElementChild.textContent = active;
  if (heldFocus) (place.querySelector('button') ?? document.getElementById('main')).focus();
}

const requests = document.getElementById('requests');
if (requests) {
  const live = document.getElementById('live');
  const box = live.querySelector('input');
  live.hidden = false;
  let showing = '';
  const refresh = async () => {
    if (!box.checked || document.hidden) return;
    const answer = await fetch('/page/requests/rows' + location.search);
    if (answer.status === 403) return location.reload();
    const { rows, total, count } = await answer.json();
    if (rows === showing) return;
    const body = requests.tBodies[0];
    const first = body.rows[0];
    const known = new Set([...body.rows].map((row) => row.dataset.number));
    const below = window.scrollY > body.getBoundingClientRect().top + window.scrollY;
    const heightBefore = body.offsetHeight;
    body.innerHTML = rows;
    if (showing !== '' && first) {
      for (const row of body.rows) if (!known.has(row.dataset.number)) row.classList.add('fresh');
    }
    // Somebody who reads further down keeps what they read before their eyes.
    if (below) window.scrollBy(0, body.offsetHeight - heightBefore);
    showing = rows;
    document.getElementById('request-count').textContent = count;
    document.getElementById('no-requests').hidden = total > 0;
  };
  const tick = () => refresh().catch(() => {}).finally(() => setTimeout(tick, 1500));
  tick();
  const filter = document.getElementById('request-filter');
  for (const select of filter.querySelectorAll('select')) select.addEventListener('change', () => filter.requestSubmit());
}
`;
