import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { read } from '../architecture/tree';
import { environmentNames, serviceNames, tracingNames } from './deployment';
import { tool, type Tool } from './tools';

const compose = tool('compose-model');
const ready = compose === null ? describe.skip : describe;

interface Model {
  readonly name: string;
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, string>>; readonly build?: { readonly args?: unknown; readonly dockerfile?: string }; readonly restart?: string; readonly healthcheck?: { readonly disable?: boolean } }>
  >;
}

const given = { FIREBREAK_MAC_KEY: 'bm90IGEgc2VjcmV0LCBidXQgbG9uZyBlbm91Z2ggZm9yIGE=', FIREBREAK_OIDC_ISSUER: 'https://login.example.org/', FIREBREAK_OIDC_AUDIENCE: 'firebreak' };

ready('the compose file, by the compose specification', () => {
  const run: Tool['run'] = (...args) => (compose as Tool).run(...args);
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'firebreak-compose-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const model = (): Model => {
    const { status, stdout, stderr } = run(['docker-compose.yml'], { env: given });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Model;
  };

  it('resolves to the three services, their preparation, the gateway and three engines', () => {
    const { name, services } = model();
    expect(name).toBe('firebreak');
    expect(Object.keys(services).sort()).toEqual(
      [...serviceNames, 'incident-prepare', 'problem-prepare', 'analytics-prepare', 'gateway', 'eventstoredb', 'kafka', 'mongodb'].sort(),
    );
    for (const service of serviceNames) expect(services[service]?.build).toMatchObject({ args: { APP: service }, dockerfile: 'infra/docker/Dockerfile' });
  });

  it('gives every service the same environment, the values of the operator in it', () => {
    const { services } = model();
    const [first, ...others] = [...serviceNames, 'incident-prepare', 'problem-prepare', 'analytics-prepare'].map((name) => services[name]?.environment ?? {});
    expect(first).toMatchObject(given);
    expect(Object.keys(first ?? {}).filter((name) => ![...environmentNames, ...tracingNames].includes(name as never))).toEqual([]);
    expect(others).toEqual(others.map(() => first));
  });

  it('lets the preparation end by itself', () => {
    const { services } = model();
    for (const name of ['incident-prepare', 'problem-prepare', 'analytics-prepare'])
      expect([services[name]?.restart, services[name]?.healthcheck]).toEqual(['no', { disable: true }]);
  });

  it.each(Object.keys(given))('is refused without %s', (name) => {
    const { status, stderr } = run(['docker-compose.yml'], { env: { ...given, [name]: '' } });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`required variable ${name} is missing a value`)]);
  });

  it.each([
    ['a key that does not exist', '    read_only: true', '    readonly: true', 'readonly'],
    ['a value of the wrong kind', 'healthcheck: { disable: true }', 'healthcheck: [none]', 'healthcheck'],
    ['a dependency that does not exist', '      incident-prepare: {', '      incident-prepares: {', 'incident-prepares'],
    ['a network that does not exist', 'networks: [edge]', 'networks: [edges]', 'edges'],
    ['a volume that does not exist', 'kafka:/var/lib/kafka/data', 'kafkas:/var/lib/kafka/data', 'kafkas'],
  ])('is refused with %s', (_what, from, to, named) => {
    expect(read('docker-compose.yml')).toContain(from);
    writeFileSync(path.join(folder, 'docker-compose.yml'), read('docker-compose.yml').replace(from, to));
    const { status, stderr } = run(['docker-compose.yml'], { cwd: folder, env: given });
    expect([status, stderr]).toEqual([1, expect.stringContaining(named)]);
  });
});
