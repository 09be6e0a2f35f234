import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { EVENTS, type EventType } from '#contracts';

const checks = new Map<EventType, TypeCheck<(typeof EVENTS)[EventType]['schema']>>();

/** What is wrong with the body of an event, or undefined when it fits the schema of its type. */
export function schemaFault(type: EventType, data: unknown): string | undefined {
  let check = checks.get(type);
  if (!check) checks.set(type, (check = TypeCompiler.Compile(EVENTS[type].schema)));
  if (check.Check(data)) return undefined;
  const error = check.Errors(data).First();
  return error ? `${error.path || '/'} ${error.message}` : 'does not fit its schema';
}
