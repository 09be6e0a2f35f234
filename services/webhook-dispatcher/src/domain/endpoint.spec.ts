import { type EndpointSecret, liveSecrets, rotated } from './endpoint.js';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.parse('2026-11-21T00:00:00Z') + hours * HOUR);
const first: EndpointSecret = { sealed: 'first', createdAt: at(0), expiresAt: null };
const names = (secrets: readonly EndpointSecret[]) => secrets.map(({ sealed }) => sealed);

describe('signing secrets', () => {
  it('overlap for 24 hours after a rotation', () => {
    const secrets = rotated([first], 'second', at(10));
    expect(names(liveSecrets(secrets, at(33).getTime()))).toEqual(['second', 'first']);
    expect(names(liveSecrets(secrets, at(34).getTime()))).toEqual(['second']);
  });

  it('are three at most, the oldest goes', () => {
    const twice = rotated(rotated([first], 'second', at(1)), 'third', at(2));
    expect(names(rotated(twice, 'fourth', at(3)))).toEqual(['fourth', 'third', 'second']);
  });

  it('keep the end they were given by an earlier rotation', () => {
    const secrets = rotated(rotated([first], 'second', at(1)), 'third', at(20));
    expect(names(liveSecrets(secrets, at(26).getTime()))).toEqual(['third', 'second']);
  });
});
