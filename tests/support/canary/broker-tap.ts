import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TcpProxy } from '../tcp-proxy.js';

/**
 * Stands on the way to the broker and keeps all that is sent to it, whoever sends it and into whichever queue: each
 * connection's bytes in a file of its own.
 */
export class BrokerTap {
  private constructor(
    private readonly proxy: TcpProxy,
    /** The broker's address by way of the tap. */
    readonly url: string,
    readonly folder: string,
  ) {}

  static async to(rabbitmqUrl: string, folder: string): Promise<BrokerTap> {
    mkdirSync(folder);
    const proxy = await TcpProxy.to(rabbitmqUrl, (connection, chunk) => {
      appendFileSync(join(folder, `connection-${connection}`), chunk);
    });
    return new BrokerTap(proxy, proxy.through(rabbitmqUrl), folder);
  }

  close(): Promise<void> {
    return this.proxy.close();
  }
}
