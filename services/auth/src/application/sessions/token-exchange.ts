import { Injectable } from '@nestjs/common';
import { judgeRefresh, type RefreshVerdict } from '../../domain/session.js';
import { Entropy, type FoundToken, RefreshTokens, Sessions } from '../ports.js';

export interface Exchange {
  readonly verdict: RefreshVerdict;
  /** The successor in clear, where there is one to give. */
  readonly refreshToken?: string;
  readonly found?: FoundToken;
}

/** What a shown refresh token leads to, under its session's lock. */
@Injectable()
export class TokenExchange {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: RefreshTokens,
    private readonly entropy: Entropy,
  ) {}

  async present(token: string): Promise<Exchange> {
    const hash = this.tokens.hash(token);
    const found = await this.sessions.present(hash);
    if (!found) return { verdict: 'over' };
    const verdict = judgeRefresh(found);
    switch (verdict) {
      case 'rotate':
        return { verdict, found, refreshToken: await this.rotate(token, hash) };
      case 'repeat':
        return { verdict, found, ...this.repeat(token, found) };
      case 'reuse':
        await this.sessions.end(found.sessionId);
        return { verdict, found };
      case 'over':
        return { verdict };
    }
  }

  private async rotate(token: string, hash: Buffer): Promise<string> {
    const nonce = this.entropy.bytes(16);
    const successor = this.tokens.successorOf(token, nonce);
    await this.sessions.rotate(hash, this.tokens.hash(successor), nonce);
    return successor;
  }

  /** Nothing when the platform's secret was changed without an overlap: then only the first answer was good. */
  private repeat(token: string, { nonce, successorHash }: FoundToken): { refreshToken?: string } {
    if (!nonce || !successorHash) return {};
    const given = this.tokens.successorsOf(token, nonce).find((one) => this.tokens.hash(one).equals(successorHash));
    return given === undefined ? {} : { refreshToken: given };
  }
}
