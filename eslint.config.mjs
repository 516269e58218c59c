import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { mayImport } from './tools/projects.mjs';

const specs = ['**/*.spec.ts'];
const kernel = ['libs/event-sourcing/src/**/*.ts'];
const domain = ['libs/contexts/*/src/domain/**/*.ts'];
// The plain files of a command's slice hold its decision; what touches the outside says so in its suffix.
const slices = ['libs/contexts/*/src/features/*/*.ts'];
const queries = ['libs/contexts/*/src/features/{view,list,read}-*/*.ts'];
const suffixed = ['**/*.*.ts'];

const wallClock = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The clock is passed in.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is passed in.' },
  { selector: "CallExpression[callee.name='Date']", message: 'The clock is passed in.' },
  { selector: "MemberExpression[object.name='Temporal'][property.name='Now']", message: 'The clock is passed in.' },
  { selector: "MemberExpression[object.name='performance'][property.name='now']", message: 'The clock is passed in.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Randomness is passed in.' },
  { selector: "Identifier[name=/^(randomUUID|randomBytes|randomInt)$/]", message: 'Ids are passed in.' },
];
const asynchronous = [
  { selector: 'AwaitExpression', message: 'Decisions and domain are pure: no waiting.' },
  { selector: ':function[async=true]', message: 'Decisions and domain are pure: no waiting.' },
];
const ambient = ['process', 'crypto', 'fetch', 'performance'].map((name) => ({ name, message: 'Decisions and domain touch nothing outside.' }));
const timers = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: 'Time passes only through the ports.' }));
const specTimers = ['setTimeout', 'setInterval'].map((name) => ({ name, message: 'Wait by revision, position or promise, never by time.' }));

const deepImports = {
  patterns: [{ group: ['@firebreak/*/*'], message: 'A library is imported through its index.' }],
};
const pureImports = {
  patterns: [...deepImports.patterns, { group: ['node:*'], message: 'Decisions and domain touch nothing outside.' }],
};
const specImports = {
  ...deepImports,
  paths: [{ name: 'node:timers/promises', message: 'Wait by revision, position or promise, never by time.' }],
};

export const boundaries = {
  files: ['**/*.ts'],
  plugins: { '@nx': nx },
  rules: {
    '@nx/enforce-module-boundaries': [
      'error',
      {
        // Tools and the standalone app have no alias: only specs and the command line reach for them, by path.
        allow: ['^(\\.\\./)+(tools|standalone)/'],
        enforceBuildableLibDependency: false,
        // The kernel's specs use its testing kit, which is written against the kernel.
        ignoredCircularDependencies: [['event-sourcing', 'event-sourcing-testing']],
        depConstraints: Object.entries(mayImport).map(([type, others]) => ({
          sourceTag: `type:${type}`,
          onlyDependOnLibsWithTags: others.map((other) => `type:${other}`),
        })),
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.nx/', 'coverage/', '**/fixtures/', '**/public/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{mjs,cjs,js}'],
    rules: { 'no-unused-vars': 'error', 'prefer-const': 'error', eqeqeq: 'error', 'max-lines': ['error', 300] },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: true, emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'no-restricted-imports': ['error', deepImports],
    },
  },
  boundaries,
  { files: kernel, rules: { 'no-restricted-syntax': ['error', ...wallClock], 'no-restricted-globals': ['error', ...timers] } },
  {
    files: [...domain, ...slices],
    ignores: [...suffixed, ...queries],
    rules: {
      'no-restricted-syntax': ['error', ...wallClock, ...asynchronous],
      'no-restricted-globals': ['error', ...ambient, ...timers],
      'no-restricted-imports': ['error', pureImports],
    },
  },
  {
    files: specs,
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-globals': ['error', ...specTimers],
      'no-restricted-imports': ['error', specImports],
    },
  },
);
