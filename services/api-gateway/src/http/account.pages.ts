const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}label{display:block;margin:1rem 0 0}' +
  'input{font:inherit;width:100%;padding:.4rem;box-sizing:border-box}button{font:inherit;margin-top:1rem;padding:.5rem 1rem}' +
  'pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}';

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLE}</style></head>
<body><h1>${title}</h1>
${body}
</body></html>
`;

const PASSWORD_FIELD = `<label>New password (8 to 128 characters)
<input name="password" type="password" minlength="8" maxlength="128" autocomplete="new-password" required></label>`;
const END = `<button>Save</button></form><p id="said" role="status"></p><script src="/account/form.js"></script>`;

/** Reached by the link of a mail; the token is behind the hash and never leaves the page but by its form. */
export const RESET_PAGE = page(
  'Choose a new password',
  `<form data-to="/paygate/api/v1/auth/password-reset/confirm/">${PASSWORD_FIELD}${END}`,
);

export const JOIN_PAGE = page(
  'Join the team',
  `<form data-to="/paygate/api/v1/auth/team/join/"><label>Your name
<input name="name" maxlength="120" autocomplete="name" required></label>${PASSWORD_FIELD}${END}`,
);

export const FORM_SCRIPT = `const form = document.querySelector('form');
const said = document.querySelector('#said');
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), token });
  const answer = await fetch(form.dataset.to, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { success, message, exception } = await answer.json();
  said.textContent = success ? message : exception.description;
  if (success) form.remove();
});
`;

export interface ShownMail {
  readonly name: string;
  readonly text: string;
}

/** The newest mails of a development platform, as text. */
export function outboxPage(mails: readonly ShownMail[]): string {
  const shown = mails.map(({ name, text }) => `<h2>${escaped(name)}</h2><pre>${escaped(text)}</pre>`);
  return page('Mails of this platform', shown.join('\n') || '<p>None yet.</p>');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
