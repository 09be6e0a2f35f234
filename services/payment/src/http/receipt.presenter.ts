import { formatAmount } from '#kernel';
import type { OrderFile } from '../application/orders/read-orders.usecase.js';
import { isSuccessful } from '../domain/payment.js';
import { notPayable } from '../domain/payment.errors.js';

const MARGIN = 50;
const RIGHT = { width: 495, align: 'right' } as const;

/**
 * A receipt of a paid order as PDF: its lines, what was paid and what was given back. Throws 1009 for an unpaid one.
 */
export async function receiptPdf({ order, payments, refunds }: OrderFile): Promise<Buffer> {
  const payment = payments.find((one) => isSuccessful(one) && !one.surplus);
  if (!payment) throw notPayable('Nothing has been paid for this order, so there is no receipt.');
  const money = (minor: number) => `${formatAmount(minor, order.currency)} ${order.currency}`;
  // Loaded with the first receipt: it is a tenth of what this service would load at its start.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: `Receipt ${order.id}` } });
  const finished = collect(document);
  document.fontSize(20).text('Receipt').moveDown(0.5).fontSize(10);
  document.text(`Order ${order.id}`).text(`Payment ${payment.id}`);
  if (payment.bookId) document.text(`Booking ${payment.bookId}`);
  document.text(`Date ${payment.createdAt.toISOString().slice(0, 10)}`).moveDown();
  const rows: [string, string][] = [
    ...order.snapshot.lines.map((line): [string, string] => [
      `${line.quantity} × ${line.title}`,
      money(line.baseMinor),
    ]),
    ['Total', money(order.amountMinor)],
    ...refunds
      .filter(({ status }) => status === 'processed')
      .map((one): [string, string] => [
        `Refunded ${one.createdAt.toISOString().slice(0, 10)}`,
        money(-one.amountMinor),
      ]),
  ];
  for (const [label, value] of rows) row(document, label, value);
  document.end();
  return finished;
}

function row(document: PDFKit.PDFDocument, label: string, value: string): void {
  const { y } = document;
  document.text(printable(label), MARGIN, y, { width: 350 });
  const below = document.y;
  document.text(value, MARGIN, y, RIGHT);
  document.y = below + 4;
}

/** The built-in fonts know Latin-1 only; what they can't show must not break the page. */
function printable(text: string): string {
  return text.replace(/[^\u0020-\u00ff]/g, '?');
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
