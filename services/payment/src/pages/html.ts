const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** HTML that is safe to put into a page. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | false | null | undefined | readonly Value[];

/**
 * A template whose values are escaped unless they are `Html` themselves; lists are joined, null and false leave
 * nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((text, part, i) => text + part + (i < values.length ? textOf(values[i]) : ''), ''));
}

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (value === null || value === undefined || value === false) return '';
  return typeof value === 'object' ? value.map(textOf).join('') : escapeHtml(String(value));
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f5f6f8;color:#1b1f24}
main{max-width:32rem;margin:6vh auto;padding:2rem;background:#fff;border-radius:12px}
h1{font-size:1.4rem;margin:0 0 1rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.4rem 1.2rem;margin:0 0 1.5rem}
dt{color:#57606a}dd{margin:0;text-align:right}
button,a.button{display:block;width:100%;box-sizing:border-box;padding:.8rem;margin:.5rem 0;border:0;border-radius:8px;
background:#0b5cad;color:#fff;font:inherit;text-align:center;text-decoration:none;cursor:pointer}
button:focus,a:focus{outline:3px solid #f2a33a}.note{color:#57606a;font-size:.9rem}`;

/** A whole page. Its only style is known by hash, it runs no script and loads nothing. */
export function page(title: string, body: Html, options: { readonly refreshSeconds?: number } = {}): string {
  const { refreshSeconds } = options;
  const refresh = refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}" />` : null;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refresh}
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.text;
}

export { STYLE };
