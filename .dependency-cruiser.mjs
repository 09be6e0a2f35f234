/**
 * The directions of the house, as rules. Each has a planted violation under tests/repo/planted that a test proves it catches;
 * FAREGATE_PLANTED=1 cruises those instead.
 */
const spec = '\\.(int-)?spec\\.ts$|\\.e2e-spec\\.ts$|\\.conformance\\.ts$|\\.fixture\\.ts$';
const root = process.env.FAREGATE_PLANTED ? 'tests/repo/planted/' : '';
const at = (path) => `^${root}${path}`;
const lib = (...names) => at(`libs/(${names.join('|')})/`);

/** A room that may import only what is listed (allow-list), everything inside the repository taken together. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: spec },
  to: { pathNot: [...allowed, '^node:', '^(assert|buffer|crypto|events|fs|http|path|stream|timers|util|url|net|os)(/|$)'] },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no first file to read.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file nobody imports is dead.',
      from: {
        orphan: true,
        path: at('(libs|services)/'),
        pathNot: [spec, '/main\\.ts$', '/index\\.ts$', 'migrations/'],
      },
      to: {},
    },
    {
      name: 'services-apart',
      severity: 'error',
      comment: 'Services talk by HTTP and events, never by import.',
      from: { path: at('services/([^/]+)/') },
      to: { path: at('services/'), pathNot: at('services/$1/') },
    },
    {
      name: 'libs-below-services',
      severity: 'error',
      comment: 'Libs know no service, no deployment and no test.',
      from: { path: at('libs/'), pathNot: [spec, at('libs/testing/')] },
      to: { path: at('(services|deploy|tests)/') },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      comment: "What is not exported by the index is the lib's own business.",
      from: { path: at('(services|tests|deploy)/') },
      to: { path: at('libs/'), pathNot: '/src/index\\.ts$' },
    },
    {
      name: 'libs-through-each-others-index',
      severity: 'error',
      comment: 'The same among libs.',
      from: { path: at('libs/([^/]+)/') },
      to: { path: at('libs/'), pathNot: ['/src/index\\.ts$', at('libs/$1/')] },
    },
    only(
      'kernel-imports-nothing',
      lib('kernel'),
      [lib('kernel'), 'node_modules/uuid'],
      'The kernel stands on nothing of ours.',
    ),
    {
      name: 'libs-downwards',
      severity: 'error',
      comment:
        'contracts → kernel; postgres → kernel; messaging → kernel, contracts, postgres; service-kit → all of these.',
      from: { path: at('libs/(contracts|postgres)/'), pathNot: spec },
      to: { path: at('libs/'), pathNot: at('libs/(kernel|$1)/') },
    },
    {
      name: 'messaging-below-service-kit',
      severity: 'error',
      from: { path: lib('messaging'), pathNot: spec },
      to: { path: lib('service-kit', 'testing') },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      comment: 'What serves tests never ships.',
      from: { path: at('(libs|services)/'), pathNot: [spec, at('libs/testing/')] },
      to: { path: lib('testing') },
    },
    only(
      'domain-is-pure',
      at('services/[^/]+/src/domain/'),
      [at('services/[^/]+/src/domain/'), lib('kernel')],
      'Domain imports itself and the kernel.',
    ),
    only(
      'application-imports-ports',
      at('services/[^/]+/src/application/'),
      [
        at('services/[^/]+/src/(domain|application)/'),
        at('services/payment/src/providers/payment-provider\\.ts$'),
        lib('kernel', 'contracts', 'messaging'),
        'node_modules/@nestjs/common',
      ],
      'Application imports domain, ports, kernel, contracts and @nestjs/common; Outbox is a port of messaging.',
    ),
    {
      name: 'edges-use-application',
      severity: 'error',
      comment: 'http, messaging and jobs call use cases; they never reach persistence or providers.',
      from: { path: at('services/[^/]+/src/(http|messaging|jobs)/'), pathNot: spec },
      to: { path: at('services/[^/]+/src/(persistence|providers)/') },
    },
    {
      name: 'providers-apart',
      severity: 'error',
      comment: 'One company a folder; no sibling, no repository.',
      from: { path: at('services/payment/src/providers/([^/]+)/') },
      to: {
        path: at('services/payment/src/(persistence|providers/[^/]+/)'),
        pathNot: at('services/payment/src/providers/$1/'),
      },
    },
    {
      name: 'only-modules-name-adapters',
      severity: 'error',
      comment: 'Repositories and adapters are named by the module alone; everyone else asks for the port.',
      from: {
        path: at('services/'),
        pathNot: [spec, '\\.module\\.ts$', '/main\\.ts$', at('services/[^/]+/src/(persistence|providers)/')],
      },
      to: { path: '\\.(repository|adapter)\\.ts$' },
    },
    {
      name: 'no-dev-dependencies-in-production-code',
      severity: 'error',
      from: { path: at('(libs|services)/'), pathNot: [spec, at('libs/testing/')] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', ...(root ? [] : ['^tests/repo/planted/'])] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
