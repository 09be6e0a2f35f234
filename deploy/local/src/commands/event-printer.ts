import type { ServiceEvent } from '../platform/service-process.js';

/**
 * Lines as service-kit writes them for people: "12:00:00.000 info payment [Context] …". What follows belongs to them.
 */
const HEAD = /^\d\d:\d\d:\d\d\.\d{3} (trace|debug|info|warn|error|fatal) /;
const BAD = ['error', 'fatal'];

/**
 * Prints what happens to services: only what is wrong while the platform starts (that one service waits for another is
 * no news then), everything once it is ready.
 */
export class EventPrinter {
  private level: 'faults' | 'everything' | 'nothing' = 'faults';
  /** Whether the line that a service began last was worth printing: its stack goes with it. */
  private readonly told = new Map<string, boolean>();

  constructor(private readonly write: (line: string) => void = (line) => console.log(line)) {}

  everything(): void {
    this.level = 'everything';
  }

  quiet(): void {
    this.level = 'nothing';
  }

  print(event: ServiceEvent): void {
    const { service, kind, text } = event;
    if (!this.isWorthTelling(event) || this.level === 'nothing') return;
    this.write(kind === 'line' ? text : `${new Date().toISOString().slice(11, 23)} warn starter ${service} ${text}`);
  }

  private isWorthTelling({ service, kind, text }: ServiceEvent): boolean {
    if (kind !== 'line') return true;
    const level = HEAD.exec(text)?.[1];
    if (level !== undefined) this.told.set(service, this.level === 'everything' || BAD.includes(level));
    return this.told.get(service) ?? true;
  }
}
