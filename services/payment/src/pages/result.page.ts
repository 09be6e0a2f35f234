import { formatAmount } from '#kernel';
import type { PaymentFile } from '../application/payments/read-linked.usecase.js';
import type { OrderRecord, PaymentRecord } from '../application/ports.js';
import { html, page } from './html.js';

/** The page asks again that often while something is still expected. */
const REFRESH_SECONDS = 3;

interface Story {
  readonly title: string;
  readonly text: string;
  readonly waiting?: boolean;
  readonly retry?: boolean;
}

/** How a payment went, what the payer can do next, and whom to ask. */
export function resultPage(file: PaymentFile, links: { readonly pay: string }, support: string): string {
  const { order, payment } = file;
  const story = storyOf(payment, order);
  const body = html`<h1>${story.title}</h1>
    <p>${story.text}</p>
    <dl>
      <dt>Amount</dt>
      <dd>${formatAmount(payment.amountMinor, payment.currency)} ${payment.currency}</dd>
      <dt>Payment</dt>
      <dd>${payment.id}</dd>
      ${
        payment.bookId
          ? html`<dt>Booking</dt>
              <dd>${payment.bookId}</dd>`
          : null
      }
    </dl>
    ${story.retry ? html`<a class="button" href="${links.pay}">Try again</a>` : null}
    ${support ? html`<p class="note">Questions? ${support}</p>` : null}`;
  return page(story.title, body, story.waiting ? { refreshSeconds: REFRESH_SECONDS } : {});
}

function storyOf(payment: PaymentRecord, order: OrderRecord): Story {
  switch (payment.status) {
    case 'pending':
    case 'requires_action':
      return { title: 'Waiting for your payment', text: 'We have not heard from the provider yet.', waiting: true };
    case 'unknown':
      return {
        title: 'Checking',
        text: 'The provider has not answered; we keep asking. Please do not pay again.',
        waiting: true,
      };
    case 'failed':
    case 'cancelled':
      return unpaid(payment, order);
    case 'refunded':
      return { title: 'Refunded', text: 'Your money is on its way back.' };
    case 'authorized':
    case 'captured':
    case 'partially_refunded':
      return paid(payment);
  }
}

function unpaid(payment: PaymentRecord, order: OrderRecord): Story {
  if (payment.authorizedMinor > 0) {
    return {
      title: 'Not booked',
      text: 'Your places could not be booked. Nothing was charged: the reservation of the money was given back.',
    };
  }
  const text = payment.failure?.message ?? 'The payment was not finished. Nothing was charged.';
  return { title: 'Payment failed', text, retry: order.status === 'attempted' };
}

function paid(payment: PaymentRecord): Story {
  if (payment.surplus)
    return { title: 'Paid twice', text: 'This order was paid already: this payment goes back by itself.' };
  if (payment.bookingStatus === 'cancelled')
    return { title: 'Booking cancelled', text: 'What is refunded is on its way back.' };
  if (payment.bookId) return { title: 'Booked', text: 'Your booking is confirmed. The tickets come by mail.' };
  if (payment.releaseReason) {
    return {
      title: 'Not booked',
      text: 'Your places could not be booked: your money goes back by itself.',
      waiting: true,
    };
  }
  if (payment.purpose === 'booking')
    return { title: 'Paid', text: 'Your payment arrived; your places are being booked.', waiting: true };
  return { title: 'Paid', text: 'Your payment arrived. Thank you.' };
}
