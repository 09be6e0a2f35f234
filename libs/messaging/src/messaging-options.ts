import type { ServiceName } from '#contracts';

export interface MessagingOptions {
  readonly service: ServiceName;
  readonly rabbitmqUrl: string;
  /** Prefix of every queue; '' in production, unique in tests. */
  readonly namespace: string;
  /** Whether this process publishes its service's outbox; true unless told. */
  readonly relay?: boolean;
}

export const MESSAGING_OPTIONS = Symbol('MessagingOptions');
