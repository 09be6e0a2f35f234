export { MicroBatcher, type MicroBatcherOptions } from './micro-batcher.js';
export { backoffMs, type Backoff } from './backoff.js';
export { Clock, SystemClock } from './clock.js';
export { DomainError, ERROR, type ErrorCode } from './domain-error.js';
export { hmacKey } from './hmac-key.js';
export { dayOf, isUuid, newId } from './ids.js';
export { allocate, formatAmount, isCurrency, minorUnitsOf, parseAmount, shareOf } from './money.js';
export { defineTransitions, type Step, type TransitionTable, type Transitions } from './transitions.js';
