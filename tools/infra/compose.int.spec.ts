import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { read } from '../architecture/tree';
import { serviceNames } from './deployment';
import { tool, type Tool } from './tools';

const compose = tool('compose');
const ready = compose === null ? describe.skip : describe;

interface Model {
  readonly name: string;
  readonly services: Readonly<Record<string, { readonly environment?: Record<string, string>; readonly healthcheck?: unknown; readonly build?: { args?: unknown } }>>;
}

ready('the compose file, by the compose specification', () => {
  const { run } = compose as Tool;
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'firebreak-compose-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const spoilt = (change: (text: string) => string): ReturnType<Tool['run']> => {
    const text = change(read('docker-compose.yml'));
    expect(text).not.toBe(read('docker-compose.yml'));
    writeFileSync(path.join(folder, 'docker-compose.yml'), text);
    return run(['-no-interpolation', 'docker-compose.yml'], { cwd: folder });
  };

  it('resolves to the three services, their preparation, the gateway and three engines', () => {
    const { status, stdout, stderr } = run(['-no-interpolation', '-format', 'json', 'docker-compose.yml']);
    expect([status, stderr]).toEqual([0, '']);
    const model = JSON.parse(stdout) as Model;
    expect(model.name).toBe('firebreak');
    expect(Object.keys(model.services).sort()).toEqual(
      [...serviceNames, 'incident-prepare', 'problem-prepare', 'analytics-prepare', 'gateway', 'eventstoredb', 'kafka', 'mongodb'].sort(),
    );
    for (const name of serviceNames) expect(model.services[name]?.build?.args).toEqual({ APP: name });
  });

  it('refuses to start without the values of the operator, each by its name', () => {
    const { status, stderr } = run(['docker-compose.yml'], { cwd: path.resolve('.') });
    expect(status).toBe(1);
    for (const name of ['FIREBREAK_MAC_KEY', 'FIREBREAK_OIDC_ISSUER', 'FIREBREAK_OIDC_AUDIENCE'])
      expect(stderr).toContain(`required variable ${name} is missing a value`);
  });

  it('is rejected with a key that does not exist', () => {
    const { status, stderr } = spoilt((text) => text.replace('    read_only: true', '    readonly: true'));
    expect([status, stderr]).toEqual([1, expect.stringContaining('readonly')]);
  });

  it('is rejected with a value of the wrong kind', () => {
    const { status, stderr } = spoilt((text) => text.replace('healthcheck: { disable: true }', 'healthcheck: [none]'));
    expect([status, stderr]).toEqual([1, expect.stringContaining('healthcheck')]);
  });
});
