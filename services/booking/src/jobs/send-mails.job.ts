import { RepeatingJob } from '#service-kit';
import { SendMails } from '../application/mails/send-mails.usecase.js';

/** Sends a second's worth of mails every second, and never more: bookings come first. */
export class SendMailsJob extends RepeatingJob {
  constructor(
    private readonly mails: SendMails,
    private readonly mostASecond: number,
    enabled: boolean,
  ) {
    super({ everyMs: 1_000, enabled });
  }

  override async run(): Promise<boolean> {
    const { tried, errors } = await this.mails.execute(this.mostASecond);
    const [err] = errors;
    if (err !== undefined) this.logger.warn({ msg: `${errors.length} of ${tried} mails could not be sent`, err });
    return false;
  }
}
