export { ERRORS, type ErrorInfo } from './errors.js';
export {
  EVENTS,
  type EventData,
  type EventDefinition,
  type EventType,
  eventsConsumedBy,
  eventsProducedBy,
  isEventType,
} from './events/index.js';
export * from './internal.js';
export { SERVICES, type ServiceName } from './services.js';
