import { formatAmount } from '#kernel';
import type { OrderRecord } from '../application/ports.js';
import { html, page } from './html.js';

const METHODS = [
  ['credit_card', 'Credit card'],
  ['debit_card', 'Debit card'],
  ['upi', 'UPI'],
  ['net_banking', 'Net banking'],
  ['wallet', 'Wallet'],
] as const;

/** What is to be paid and how; each method posts the form. */
export function payPage(order: OrderRecord, signature: string, now: Date): string {
  const amount = `${formatAmount(order.amountMinor, order.currency)} ${order.currency}`;
  const payable = (order.status === 'created' || order.status === 'attempted') && !hasLapsed(order, now);
  return page(
    'Pay',
    html`<h1>Pay ${amount}</h1>
      <dl>
        ${order.snapshot.lines.map(
          (line) =>
            html`<dt>${line.quantity} × ${line.title}</dt>
              <dd>${formatAmount(line.baseMinor, order.currency)}</dd>`,
        )}
      </dl>
      ${payable ? methodForm(order.id, signature) : html`<p>This order can not be paid any more: ${order.status}.</p>`}
      ${order.holdExpiresAt && payable ? html`<p class="note">Your places are held until ${timeOf(order.holdExpiresAt)}.</p>` : null}`,
  );
}

function methodForm(orderId: string, signature: string) {
  return html`<form method="post" action="/pay/${orderId}?s=${signature}">
    ${METHODS.map(([value, label]) => html`<button name="method" value="${value}">${label}</button>`)}
  </form>`;
}

function hasLapsed({ holdExpiresAt }: OrderRecord, now: Date): boolean {
  return holdExpiresAt !== null && holdExpiresAt < now;
}

function timeOf(time: Date): string {
  return `${time.toISOString().slice(11, 16)} UTC`;
}
