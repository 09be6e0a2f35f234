import { type LinkSigner } from '#service-kit';
import { Links } from '../application/links.js';

/** Links of our pages: `?s=` is a signature by LINK_SECRET over what is shown; who holds the link may see it. */
export class SignedLinks extends Links {
  constructor(
    private readonly links: LinkSigner,
    private readonly publicUrl: string,
  ) {
    super();
  }

  override returnTo(provider: string): string {
    return new URL(`/paygate/api/v1/payments/return/${provider}/`, this.publicUrl).href;
  }

  override pay(orderId: string): string {
    return this.page('pay', orderId);
  }

  override result(paymentId: string): string {
    return this.page('result', paymentId);
  }

  override isSigned(page: 'pay' | 'result', id: string, signature: unknown): boolean {
    return this.links.verify(signature, page, id);
  }

  private page(page: 'pay' | 'result', id: string): string {
    return new URL(`/${page}/${id}?s=${this.links.sign(page, id)}`, this.publicUrl).href;
  }
}
