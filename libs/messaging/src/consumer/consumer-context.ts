import type { BrokerLink } from '../broker/broker-link.js';
import type { Route } from '../topology/declare-topology.js';
import type { ApplyingContext } from './apply-events.js';
import type { FailedEvents } from './failed-events.js';

/** One queue of this service, and what it takes to work it off. */
export interface ConsumerContext extends ApplyingContext {
  readonly link: BrokerLink;
  readonly route: Route;
  readonly queue: string;
  readonly namespace: string;
  readonly failed: FailedEvents;
}
