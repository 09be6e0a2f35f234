import { Value } from '@sinclair/typebox/value';
import { EVENTS, SERVICES } from '../index.js';

describe.each(Object.values(EVENTS))('event $type', (event) => {
  it('has a sample that its schema accepts', () => {
    expect([...Value.Errors(event.schema, event.sample)]).toEqual([]);
  });

  it('names services as producer and consumers, and is not its own audience', () => {
    expect(SERVICES).toContain(event.producer);
    for (const consumer of event.consumers) expect(SERVICES).toContain(consumer);
    expect(event.consumers).not.toContain(event.producer);
  });

  it("stays readable for yesterday's consumer: a body with one more field still parses", () => {
    expect(Value.Check(event.schema, { ...(event.sample as object), new_field: 1 })).toBe(true);
  });
});
