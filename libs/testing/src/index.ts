export * from './data-services.js';
export { eventually } from './eventually.js';
export { FakeClock } from './fake-clock.js';
export { rabbitmqctl, rabbitmqctlReached } from './rabbitmqctl.js';
export { type TestBroker, testBroker } from './test-broker.js';
export { costlyPlans, type PlanChecks } from './statement-plans.js';
export { type TestDatabase, testDatabase } from './test-database.js';
