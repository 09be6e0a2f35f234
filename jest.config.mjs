/** Quick specs beside the code, real-part specs (.int-spec) on PostgreSQL and RabbitMQ, whole-system ones in tests/. */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^#(kernel|contracts|postgres|messaging|service-kit|testing)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.faregate/'],
  restoreMocks: true,
};
const suite = (displayName, testMatch, more = {}) => ({ ...common, displayName, testMatch, ...more });

/** The first of these projects starts the platform, the last one to end stops it. */
const onSharedPlatform = {
  globalSetup: '<rootDir>/tests/support/start-shared-platform.mjs',
  globalTeardown: '<rootDir>/tests/support/stop-shared-platform.mjs',
};

export default {
  projects: [
    suite('unit', ['<rootDir>/{libs,services,deploy}/**/*.spec.ts']),
    suite('integration', ['<rootDir>/{libs,services}/**/*.int-spec.ts']),
    suite('repo', ['<rootDir>/tests/{repo,contract,support}/**/*.spec.ts']),
    suite('e2e', ['<rootDir>/tests/e2e/**/*.e2e-spec.ts', '<rootDir>/tests/protocol/rules/**/*.e2e-spec.ts'], onSharedPlatform),
    suite('attacks', ['<rootDir>/tests/attacks/**/*.e2e-spec.ts'], onSharedPlatform),
    suite('chaos', ['<rootDir>/tests/{chaos,protocol}/*.e2e-spec.ts']),
  ],
};
