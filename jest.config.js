const { readFileSync } = require('node:fs');
const path = require('node:path');

const ours = { ...JSON.parse(readFileSync(path.join(__dirname, '.swcrc'), 'utf8')), swcrc: false, sourceMaps: true };
ours.jsc = { ...ours.jsc, baseUrl: __dirname };
const esmOnly = ['@nestjs', 'jose'];
const esm = { swcrc: false, jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' }, module: { type: 'commonjs' } };

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', ours], [`node_modules/(${esmOnly.join('|')})/.+\\.js$`]: ['@swc/jest', esm] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.nx/', '/architecture/fixtures/'],
  setupFiles: ['reflect-metadata'],
  // What needs an engine is run by `npm run test:engines`.
  testPathIgnorePatterns: ['/node_modules/', '/architecture/fixtures/', ...(process.env.FIREBREAK_ENGINES ? [] : ['\\.int\\.spec\\.ts$'])],
  testTimeout: 30_000,
};
