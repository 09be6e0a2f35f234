import { formatAmount, isCurrency } from '#kernel';
import { METHODS, type Method } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';

const LABELS: Readonly<Record<Method, string>> = {
  credit_card: 'Credit card',
  debit_card: 'Debit card',
  net_banking: 'Net banking',
  upi: 'UPI',
  wallet: 'Wallet',
};

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #eef1f5; color: #1c2430; }
  main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: #fff;
    border-radius: .75rem; box-shadow: 0 1px 6px #0002; }
  h1 { font-size: 1.75rem; margin: 0; } p { margin: .5rem 0 1rem; } small { color: #5a6675; }
  fieldset { border: 1px solid #d5dbe3; border-radius: .5rem; margin: 0 0 1rem; }
  label { display: block; margin: .5rem 0; }
  input, select { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; }
  input[type=radio] { width: auto; margin-right: .5rem; }
  button { font: inherit; width: 100%; padding: .7rem; border: 0; border-radius: .5rem;
    background: #14532d; color: #fff; cursor: pointer; }
  button.plain { background: none; color: #5a6675; }
  .fault { background: #fde8e8; color: #8a1f1f; padding: .5rem .75rem; border-radius: .5rem; }`;

/** Everything from outside goes through here before it is shown. */
function text(value: string): string {
  return value.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function page(book: SessionBook, body: string): string {
  const { amount, currency, description } = book.session;
  const shown = isCurrency(currency) ? formatAmount(amount, currency) : String(amount);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pay ${text(currency)} ${shown}</title><style>${STYLE}</style></head>
<body><main><small>Provider simulator · sandbox · no real money</small>
<h1>${text(currency)} ${shown}</h1><p>${text(description)}</p>${body}</main></body></html>`;
}

/** The form of an open session: one try each time it is posted. */
export function formPage(book: SessionBook, fault: string | null): string {
  const { session } = book;
  const methods = session.method ? [session.method] : METHODS;
  const choices = methods.map(
    (method, at) =>
      `<label><input type="radio" name="method" value="${method}"${at === 0 ? ' checked' : ''}>
${LABELS[method]}</label>`,
  );
  return page(
    book,
    `${fault ? `<p class="fault" role="alert">${text(fault)}</p>` : ''}
<form method="post" autocomplete="off"><input type="hidden" name="try" value="${session.tryCount + 1}">
<fieldset><legend>Pay by</legend>${choices.join('')}</fieldset>
${methods
  .map((method) => FIELDS[method])
  .filter((field, at, all) => all.indexOf(field) === at)
  .join('')}
<button>Pay</button></form>
<form method="post" action="/pay/${session.id}/cancel"><button class="plain">Cancel and go back</button></form>`,
  );
}

const CARD_FIELDS = `<fieldset><legend>Card</legend>
<label>Number <input name="card_number" inputmode="numeric" placeholder="4242 4242 4242 4242"></label>
<label>Expiry <input name="expiry" placeholder="12/30"></label>
<label>Security code <input name="cvv" placeholder="123"></label>
</fieldset>`;
const CHOICE_FIELD = `<fieldset><legend>Bank or wallet</legend><label>What it answers <select name="choice">
<option value="authorize">pays</option><option value="decline">declines</option>
<option value="draw">by chance</option></select>
</label></fieldset>`;
const FIELDS: Readonly<Record<Method, string>> = {
  credit_card: CARD_FIELDS,
  debit_card: CARD_FIELDS,
  upi: '<fieldset><legend>UPI</legend><label>UPI id <input name="upi_id" placeholder="success@upi"></label></fieldset>',
  net_banking: CHOICE_FIELD,
  wallet: CHOICE_FIELD,
};

export function otpPage(book: SessionBook): string {
  return page(
    book,
    `<p>Your bank has sent you a one-time password.</p><form method="post" action="/pay/${book.session.id}/otp">
<label>Password <input name="otp" inputmode="numeric" autofocus placeholder="123456"></label>
<button>Confirm</button></form>`,
  );
}

export function overPage(book: SessionBook, backTo: string): string {
  const said = book.inStatus('processing') ? 'Your payment is being processed.' : 'This payment is finished.';
  return page(book, `<p>${said}</p><p><a href="${text(backTo)}">Back to the merchant</a></p>`);
}
