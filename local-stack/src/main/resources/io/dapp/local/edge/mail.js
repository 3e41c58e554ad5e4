'use strict';

const REFRESH_MS = 2000;
const place = document.getElementById('mails');
let shown = '';

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/* Contents are always set as text: a mail is somebody else's input. */
function article(mail) {
  const made = document.createElement('article');
  made.append(element('h2', mail.subject || '(no subject)'));
  made.append(element('p', `to ${mail.to.join(', ')} · from ${mail.from} · ${mail.received_at}`, 'meta'));
  for (const link of mail.links) {
    const anchor = element('a', link);
    anchor.href = link;
    const line = document.createElement('p');
    line.append(anchor);
    made.append(line);
  }
  made.append(element('pre', mail.text || mail.html));
  return made;
}

async function refresh() {
  try {
    const answer = await fetch('/local/mail/messages');
    const body = await answer.text();
    if (body !== shown) {
      shown = body;
      const items = JSON.parse(body).items;
      place.replaceChildren(...(items.length ? items.map(article) : [element('p', 'No mail yet.')]));
    }
  } catch {
    shown = '';
    place.replaceChildren(element('p', 'The platform does not answer.'));
  }
  setTimeout(refresh, REFRESH_MS);
}

refresh();
