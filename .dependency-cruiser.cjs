// Who may import whom, folder by folder. Between projects the Nx tags say it too (tools/projects.mjs); every rule here has a
// fixture in tools/architecture/fixtures that has to be rejected by it.
const kernel = '^libs/event-sourcing/src/index\\.ts$';
const contracts = '^libs/contracts/src/index\\.ts$';
const queryLanguage = '^libs/query-language/src/index\\.ts$';
const telemetry = '^libs/platform/telemetry/src/index\\.ts$';
const http = '^libs/platform/http/src/index\\.ts$';
const platform = '^libs/platform/[^/]+/src/index\\.ts$';
const spec = '\\.spec\\.ts$';
// A slice that only reads says so in its name; what all slices of a context use (its side of the edge, its codec) lies beside the module.
const query = '(?:view|list|read)-';
const services = '[^/.]+\\.ts$';
const inContext = (folder) => `^libs/contexts/([^/]+)/src/${folder}`;
const own = (folder) => `^libs/contexts/$1/src/${folder}`;
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Everything that is not on the list is forbidden. */
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: spec },
  to: { pathNot: allowed },
});

/** Only what is on the list is forbidden. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    never('no-cycles', 'Two files that need each other are one thing or want a third.', {}, { circular: true }),
    never('everything-resolves', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    never(
      'no-development-packages',
      'What ships must run from the production dependencies.',
      { path: '^(libs|apps)/', pathNot: [spec, '^libs/event-sourcing-testing/', '/src/testing/', '^apps/e2e/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    never(
      'only-through-the-index',
      'A library is what its index exports.',
      { path: '^libs/((?:contexts/|adapters/|platform/)?[^/]+)/' },
      { path: '^libs/(?:contexts/|adapters/|platform/)?[^/]+/src/', pathNot: ['^libs/$1/', '/src/index\\.ts$'] },
    ),
    never(
      'apps-only-through-the-index',
      'A library is what its index exports.',
      { path: '^(apps|tools)/' },
      { path: '^libs/', pathNot: '/src/index\\.ts$' },
    ),
    never(
      'shipped-code-knows-no-tools',
      'Tools serve the repository; nothing that ships needs them.',
      { path: '^(libs|apps)/', pathNot: [spec, '^apps/e2e/', '/testing/'] },
      { path: '^tools/' },
    ),
    never(
      'testing-kits-only-in-specs',
      'Builders and memory adapters never reach production code.',
      { pathNot: [spec, '^libs/event-sourcing-testing/', '/testing/', '^apps/e2e/', '^tools/'] },
      { path: ['^libs/event-sourcing-testing/', '/src/testing/'] },
    ),
    only('kernel-is-pure', 'The kernel needs nothing but a hash.', '^libs/event-sourcing/', ['^libs/event-sourcing/', '^crypto$']),
    only('contracts-need-only-schemas', 'Contracts are the only thing contexts share.', '^libs/contracts/', [
      '^libs/contracts/',
      packages('@sinclair/typebox', 'ajv', 'ajv-formats'),
    ]),
    never(
      'pure-libraries-know-nothing-of-ours',
      'The query language and the importing library work on plain values.',
      { path: '^libs/(query-language|importing)/', pathNot: spec },
      { path: '^(libs|apps|tools)/', pathNot: '^libs/$1/' },
    ),
    never(
      'contexts-never-meet',
      'A context learns of another through contracts only.',
      { path: '^libs/contexts/([^/]+)/' },
      { path: '^libs/contexts/', pathNot: '^libs/contexts/$1/' },
    ),
    never(
      'contexts-know-no-technology',
      'Only apps bind adapters to ports.',
      { path: '^libs/(contexts|platform)/', pathNot: spec },
      { path: '^libs/adapters/' },
    ),
    only('domain-is-pure', 'Domain: itself and kernel types.', inContext('domain/'), [own('domain/'), kernel]),
    only('decision-is-pure', 'A decision sees its own domain and the kernel.', inContext(`features/(?!${query})([^/]+)/[^./]+\\.ts$`), [
      own('domain/'),
      own('features/$2/[^./]+\\.ts$'),
      kernel,
    ]),
    only('query-stays-inside', 'A query reads its own read model.', inContext(`features/(${query}[^/]+)/[^./]+\\.ts$`), [
      own('domain/'),
      own('features/$2/'),
      own(services),
      kernel,
      contracts,
      queryLanguage,
      platform,
    ]),
    {
      name: 'request-is-only-a-shape',
      comment: 'A request class is validators, their documentation and the words of its domain.',
      severity: 'error',
      from: { path: inContext('features/.*\\.request\\.ts$') },
      to: {
        pathNot: [
          own('domain/vocabulary\\.ts$'),
          own('features/[^/]+/[^./]+\\.ts$'),
          own('features/[^/]+\\.request\\.ts$'),
          http,
          packages('class-validator', 'class-transformer', '@nestjs/swagger'),
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    only('controller-stays-in-its-slice', 'A controller parses, builds the command, handles, answers; a service helps one slice.', inContext('features/([^/]+)/[^/]+\\.(?:controller|service)\\.ts$'), [
      own('domain/'),
      own('features/$2/'),
      own(services),
      kernel,
      queryLanguage,
      platform,
      packages('@nestjs', 'rxjs', 'fastify'),
    ]),
    never(
      'projection-knows-no-driver',
      'A projection is a reducer over events or contracts.',
      { path: '\\.projection\\.ts$' },
      { path: ['^libs/(adapters|platform)/', '(^|/)node_modules/'] },
    ),
    never(
      'projection-does-no-io',
      'A projection is a reducer over events or contracts.',
      { path: '\\.projection\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    only('reaction-stays-inside', 'Reactions: own domain, own decisions, contracts, kernel, telemetry.', inContext('reactions/'), [
      own('domain/'),
      own('reactions/'),
      own(services),
      own('features/([^/]+)/[^./]+\\.ts$'),
      contracts,
      kernel,
      telemetry,
    ]),
    only('module-only-wires', 'A module lists slices and reactions.', inContext('[^/]+\\.module\\.ts$'), [
      own(''),
      kernel,
      contracts,
      platform,
      packages('@nestjs'),
    ]),
    only('builders-stay-small', 'Builders spell out events: domain and kernel only.', inContext('testing/[^/]*(?:builders|histories|actors)\\.ts$'), [own('(domain|testing)/'), kernel]),
    never(
      'adapter-knows-only-its-port',
      'An adapter is the kernel port and its own driver.',
      { path: '^libs/adapters/([^/]+)/', pathNot: spec },
      { path: ['^libs/', '^apps/', '(^|/)node_modules/@nestjs/'], pathNot: ['^libs/adapters/$1/', kernel] },
    ),
    never(
      'platform-knows-no-context',
      'The platform serves every context alike.',
      { path: '^libs/platform/' },
      { path: ['^libs/contexts/', '^libs/adapters/', '^apps/'] },
    ),
    never(
      'cli-is-a-client',
      'The command line talks HTTP or reads file one; it knows no context.',
      { path: '^apps/cli/' },
      { path: '^libs/contexts/' },
    ),
    never('libraries-know-no-app', 'Apps choose; libraries are chosen.', { path: '^libs/' }, { path: '^apps/' }),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist'] },
    exclude: { path: ['(^|/)fixtures/', '(^|/)dist/', '\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'], mainFields: ['main'] },
  },
};
