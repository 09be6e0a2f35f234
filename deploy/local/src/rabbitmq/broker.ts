import type { ExecFileOptions } from 'node:child_process';

/** How to run RabbitMQ's own command line tool against a broker. */
export interface ControlTool {
  readonly command: string;
  /** Before those of the call. */
  readonly args: readonly string[];
  readonly options: ExecFileOptions;
}

/** A private RabbitMQ of this Faregate, however it is run. */
export interface Broker {
  /** amqp:// URL with credentials. */
  readonly url: string;
  /** 0 where the broker is not a process of this machine. */
  readonly pid: number;
  readonly crashed: boolean;
  /** rabbitmqctl for this broker alone; undefined where it is not installed. */
  readonly control: ControlTool | undefined;
  /** Starts it (again) and resolves when it takes connections. */
  run(): Promise<void>;
  stop(): Promise<void>;
}
