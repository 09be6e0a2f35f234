import { expectStatus } from './actors.js';
import type { HttpClient } from './http-client.js';

export interface Script {
  readonly kind:
    | 'events_duplicated'
    | 'events_reordered'
    | 'events_delayed'
    | 'events_dropped'
    | 'events_before_answer'
    | 'events_wrong_amount'
    | 'events_forged'
    | 'answers_slow'
    | 'answers_lost'
    | 'answers_5xx';
  readonly reference?: string;
  readonly value?: number;
  readonly count?: number;
  readonly seconds?: number;
}

/** Makes the provider misbehave as told. */
export class SimulatorControl {
  constructor(private readonly client: HttpClient) {}

  /** Gives what takes this one script back. */
  async behave(script: Script): Promise<() => Promise<void>> {
    const { text } = expectStatus(await this.client.post('/control/behaviours', script), 201);
    const { id } = JSON.parse(text) as { id: string };
    return async () => void expectStatus(await this.client.delete(`/control/behaviours/${id}`), 200);
  }

  /** From here on it behaves again. */
  async calm(): Promise<void> {
    expectStatus(await this.client.delete('/control/behaviours'), 200);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
