/** How a browser gets to the provider to pay. */
export interface Checkout {
  readonly type: 'redirect' | 'form' | 'sdk';
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
}
