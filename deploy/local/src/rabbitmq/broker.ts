/** A private RabbitMQ of this Faregate, however it is run. */
export interface Broker {
  /** amqp:// URL with credentials. */
  readonly url: string;
  /** 0 where the broker is not a process of this machine. */
  readonly pid: number;
  readonly crashed: boolean;
  /** Starts it (again) and resolves when it takes connections. */
  run(): Promise<void>;
  stop(): Promise<void>;
}
