import { Injectable } from '@nestjs/common';
import { TargetUrls } from '../application/ports.js';
import { wrongField } from '../application/refusals.js';
import { TargetGuard, TargetRefused } from './target-guard.js';

/** Vets URLs when they are saved; each send vets again, because names can move. */
@Injectable()
export class GuardedTargetUrls extends TargetUrls {
  constructor(private readonly guard: TargetGuard) {
    super();
  }

  override async admit(text: string, livemode: boolean): Promise<string> {
    const fault = this.guard.faultOf(text, livemode);
    if (fault) throw wrongField('url', fault);
    const url = new URL(text);
    const refusal = await this.refusalOf(url);
    if (refusal) throw wrongField('url', refusal);
    return url.href;
  }

  override wellFormed(text: string, livemode: boolean): string | undefined {
    return this.guard.faultOf(text, livemode) === undefined ? new URL(text).href : undefined;
  }

  /** In development a name may not resolve yet: the receiver is often started after it was registered. */
  private async refusalOf(url: URL): Promise<string | undefined> {
    try {
      await this.guard.vet(url);
      return undefined;
    } catch (error) {
      if (!(error instanceof TargetRefused)) throw error;
      if (error.reason === 'blocked_address') return 'must be reachable on the public internet';
      return this.guard.allowsPrivate ? undefined : 'has a host name that can not be resolved';
    }
  }
}
