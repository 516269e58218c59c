import Ajv from 'ajv';
import { filesLike, read } from '../architecture/tree';
import { environmentNames, readYaml, serviceNames, tracingNames, variablesIn } from './deployment';

type Values = Record<string, unknown>;

const chart = 'infra/helm/firebreak';
const templates = filesLike(/^infra\/helm\/firebreak\/templates\//).map((file) => read(file)).join('\n');
const values = readYaml<Values>(`${chart}/values.yaml`);
const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(read(`${chart}/values.schema.json`)) as object);

const isGroup = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** `kafka.brokers`, ... without the three services, whose values are ranged over. */
const leaves = (given: Values, prefix = ''): string[] =>
  Object.entries(given).flatMap(([key, value]) => (isGroup(value) ? leaves(value, `${prefix}${key}.`) : [`${prefix}${key}`]));

describe('the chart', () => {
  it('sets every variable that the services know, and no other', () => {
    expect(variablesIn(templates)).toEqual([...environmentNames].sort());
  });

  it('sets the variables of traces, and none where there is no collector', () => {
    expect([...new Set(templates.match(/OTEL_[A-Z_]+/g))].sort()).toEqual([...tracingNames].sort());
    const block = /\{\{- with \.Values\.tracing\.endpoint \}\}([\s\S]*?)\n\{\{- end \}\}\n(?!\{\{- end)/.exec(templates)?.[1] ?? '';
    expect(tracingNames.filter((name) => !block.includes(`name: ${name}\n`))).toEqual([]);
  });

  it('has the same version as the package', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(readYaml(`${chart}/Chart.yaml`)).toMatchObject({ version, appVersion: version });
  });

  it('has the three services', () => {
    expect(Object.keys(values.services as Values).sort()).toEqual([...serviceNames].sort());
  });

  it.each(['values.yaml', 'ci/least-values.yaml', 'ci/full-values.yaml'])('accepts %s by its schema', (file) => {
    validate(readYaml(`${chart}/${file}`));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['a value that does not exist', { kafak: {} }],
    ['a broker without a port', { kafka: { brokers: ['kafka'] } }],
    ['an issuer without encryption', { oidc: { issuer: 'http://login.example.org' } }],
    ['a secret in the values', { secret: { name: 'firebreak', keys: values.secret, macKey: 'c2VjcmV0' } }],
    ['no replica', { services: { ...(values.services as Values), 'problem-service': { minReplicas: 0, maxReplicas: 1, targetCpuPercent: 70, resources: {} } } }],
  ])('refuses %s', (_what, given) => {
    expect(validate(given)).toBe(false);
  });

  it('uses every value that it documents', () => {
    const { services: _services, ...others } = values;
    const unused = leaves(others)
      .filter((leaf) => !leaf.startsWith('secret.keys.') && !leaf.startsWith('networkPolicy.egressTo.'))
      .filter((leaf) => !templates.includes(leaf) && !templates.includes(`.Values.${leaf.split('.').slice(0, -1).join('.')} }}`) && !templates.includes(`$peers.${leaf.split('.')[1] ?? '-'}`))
      .filter((leaf) => !/^prepare\.resources\./.test(leaf));
    expect(unused).toEqual([]);
    expect(templates).toContain('range $peers.egressTo');
  });

  it('explains every group of values', () => {
    const blocks = read(`${chart}/values.yaml`).split(/\n\n/);
    expect(blocks.filter((block) => !/^ *# \S/m.test(block))).toEqual([]);
    expect(blocks.join('\n').match(/^[a-zA-Z]+:/gm)?.map((key) => key.slice(0, -1)).sort()).toEqual(Object.keys(values).sort());
  });
});
