import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

type Values = Readonly<Record<string, number>>;

/** This process's Prometheus registry. Services add their own metrics to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  observeRequest(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  /** A gauge whose value is asked for at each scrape; a failing question gives no value. */
  gauge(name: string, help: string, ask: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        try {
          this.set(await ask());
        } catch {
          this.reset();
        }
      },
    });
  }

  /** Several values asked for at once, one gauge `<prefix>` with their names as label. */
  gauges(prefix: string, help: string, ask: () => Values | Promise<Values>): void {
    new Gauge({
      name: prefix,
      help,
      labelNames: ['name'],
      registers: [this.registry],
      async collect() {
        for (const [name, value] of Object.entries(await ask())) this.set({ name }, value);
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
