import { Inject, Injectable } from '@nestjs/common';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { BrokerLink } from './broker-link.js';

/**
 * The two connections of a service: a memory or disk alarm stops reading from connections that publish, and
 * acknowledgements must still get through.
 */
@Injectable()
export class Broker {
  readonly publishing: BrokerLink;
  readonly consuming: BrokerLink;

  constructor(@Inject(MESSAGING_OPTIONS) options: MessagingOptions) {
    this.publishing = new BrokerLink(options.rabbitmqUrl, `${options.service} publishing`);
    this.consuming = new BrokerLink(options.rabbitmqUrl, `${options.service} consuming`);
  }

  async close(): Promise<void> {
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }
}
