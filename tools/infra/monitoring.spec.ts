import { Metrics } from '@firebreak/telemetry';
import { filesLike, read } from '../architecture/tree';
import { readYaml } from './deployment';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string; readonly labels: { readonly severity: string }; readonly annotations: { readonly summary: string } }[] }[];
}

const dashboard = JSON.parse(read('infra/grafana/dashboard.json')) as { panels: Panel[]; templating: { list: { name: string; definition?: string }[] } };
const alerts = readYaml<Rules>('infra/grafana/alerts.yaml').groups.flatMap(({ rules }) => rules);
const expressions = [
  ...dashboard.panels.flatMap(({ targets }) => targets?.map(({ expr }) => expr) ?? []),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ...alerts.map(({ expr }) => expr),
];

const registration = /\b(?:counter|gauge|histogram|observed|observedTotal)(?:<[^>]+>)?\(\s*'firebreak_/;

/** Names, and the text that declares their labels: `metrics.gauge('name', 'help', ['label'])` and the like. */
const inSources = (): Map<string, string> =>
  new Map(
    filesLike(/^(apps|libs)\/.*\.ts$/)
      .filter((file) => !file.endsWith('.spec.ts'))
      .flatMap((file) => read(file).split(new RegExp(`(?=${registration.source})`)))
      .filter((call) => registration.test(call))
      .flatMap((call): [string, string][] => {
        const name = /'(firebreak_\w+)'/.exec(call)?.[1] ?? '';
        const text = call.slice(0, 400);
        return call.startsWith('histogram') ? ['bucket', 'sum', 'count'].map((part) => [`${name}_${part}`, `${text} 'le'`]) : [[name, text]];
      }),
  );

const ofProcess = async (): Promise<string[]> => {
  const metrics = new Metrics();
  metrics.processMetrics();
  return [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '');
};

const used = (expression: string): string[] => expression.match(/\bfirebreak_\w+/g) ?? [];

describe('dashboard and alarms', () => {
  it('look only at what the services measure', async () => {
    const known = new Set([...inSources().keys(), ...(await ofProcess())]);
    expect(known.size).toBeGreaterThan(20);
    expect(expressions.flatMap(used).filter((name) => !known.has(name))).toEqual([]);
  });

  it('group only by labels that exist', () => {
    const ofPrometheus = ['namespace', 'service', 'pod'];
    const sources = inSources();
    const strays = expressions.flatMap((expression) => {
      const labels = [...expression.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, list]) => (list ?? '').split(',').map((label) => label.trim()));
      const declared = used(expression).map((name) => sources.get(name) ?? '').join(' ');
      return labels.filter((label) => !ofPrometheus.includes(label) && !declared.includes(`'${label}'`)).map((label) => ({ expression, label }));
    });
    expect(strays).toEqual([]);
  });

  it('close every bracket that they open', () => {
    const depth = (text: string, open: string, close: string): number => text.split(open).length - text.split(close).length;
    expect(expressions.filter((text) => [['(', ')'], ['{', '}'], ['[', ']']].some(([open = '', close = '']) => depth(text, open, close) !== 0))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has panels with their own ids and places, each with a question to Prometheus', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(dashboard.panels.filter(({ type, targets }) => type !== 'row' && (targets?.length ?? 0) === 0)).toEqual([]);
    const places = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`));
    expect(new Set(places).size).toBe(places.length);
  });

  it('uses only the variables that it has', () => {
    const has = dashboard.templating.list.map(({ name }) => name);
    const asked = expressions.flatMap((text) => [...text.matchAll(/\$([a-z]+)\b/g)].map(([, name]) => name ?? ''));
    expect([...new Set(asked)].filter((name) => !has.includes(name))).toEqual([]);
  });
});

describe('the alarms', () => {
  it('are each explained in the operations guide, which explains no other', () => {
    const explained = [...read('docs/operations.md').matchAll(/^\| `(Firebreak\w+)` \|/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it('have a severity and say what is wrong', () => {
    expect(alerts.filter(({ labels, annotations }) => !['info', 'warning', 'critical'].includes(labels.severity) || annotations.summary.length < 20)).toEqual([]);
  });
});
