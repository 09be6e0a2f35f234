import { Pages } from '../application/letters.ports.js';

/** The gateway's pages at the platform's own address, never at one that a request names. */
export class PublicPages extends Pages {
  constructor(private readonly publicUrl: string) {
    super();
  }

  override resetPassword(token: string): string {
    return `${new URL('/account/reset-password', this.publicUrl).href}#${token}`;
  }

  override joinTeam(token: string): string {
    return `${new URL('/account/join-team', this.publicUrl).href}#${token}`;
  }
}
