/**
 * SQL for a new UUID v7 that carries the time of `eventId`, itself one: time and version of the event's, the rest
 * random. (PostgreSQL has a generator of its own only from 18 on.)
 */
export function deliveryId(eventId: string): string {
  return `(left(${eventId}::text, 15) || substr(gen_random_uuid()::text, 16))::uuid`;
}

/** SQL for the lowest UUID v7 of a time: ids below it are older. RFC 9562 §5.7: 48 bits of Unix milliseconds lead. */
export function idFloor(time: string): string {
  const millis = `lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0')`;
  return `(${millis} || '70008000000000000000')::uuid`;
}
