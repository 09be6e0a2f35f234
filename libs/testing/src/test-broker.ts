import { newId } from '#kernel';
import { deleteBrokerObjects } from '#messaging';
import { dataServices } from './data-services.js';

export interface TestBroker {
  readonly url: string;
  /** Nobody else's exchanges and queues begin with it. */
  readonly namespace: string;
  close(): Promise<void>;
}

/** A namespace of its own at the broker, for one spec file; `close` deletes what was declared under it. */
export function testBroker(): TestBroker {
  const url = dataServices().rabbitmqUrl;
  const namespace = `test-${newId().slice(-12)}.`;
  return { url, namespace, close: () => deleteBrokerObjects(url, namespace) };
}
