/** Whole hours and days in milliseconds: windows are data. */
const days = (count: number): number => count * 86_400_000;

export type MetricName =
  | 'time-to-restore'
  | 'time-to-resolve'
  | 'time-to-acknowledge'
  | 'time-to-detect'
  | 'time-to-close'
  | 'frequency'
  | 'reopen-rate'
  | 'backlog';

export type MetricKind = 'duration' | 'count' | 'ratio' | 'stock';

/** `impact-start`: impactStartedAt ?? min(detectedAt, openedAt). `detection`: detectedAt ?? openedAt. */
export type Start = 'impact-start' | 'impact-started' | 'detection' | 'opened' | 'first-resolve' | 'entry';
export type End = 'restored' | 'first-resolve' | 'latest-resolve' | 'acknowledged' | 'detection' | 'latest-close' | 'first-reopen' | 'exit';

/** Which time of an incident says into which bucket it falls. */
export type Anchor = 'opened' | 'started' | 'entered-and-left' | 'acknowledged' | 'detected' | 'first-resolved' | 'last-resolved' | 'restored' | 'closed';

/** How a figure is made of an incident: data, interpreted by `measures/`. */
export interface Definition {
  readonly metric: MetricName;
  /** The part after the metric: `1`, `first@1`. */
  readonly id: string;
  readonly version: number;
  readonly kind: MetricKind;
  readonly from: Start;
  /** Null where nothing is measured but a start counted. */
  readonly to: End | null;
  /** What is taken off the measured time. */
  readonly subtract: 'holds' | null;
  /** `whole`: from start to end, whatever lay between; `each`: the sum over the cycles; `impaired`: the union of impaired intervals. */
  readonly cycles: 'whole' | 'each' | 'impaired' | null;
  readonly anchor: Anchor;
  /** `latest`: attributes as they are now, also for what happened before they changed. */
  readonly attribution: 'latest';
  readonly windowMs: number | null;
  readonly clock: 'wall';
  /** `roots`: neither cancelled, merged nor a child. `entered`: also those that were cancelled later, until then. */
  readonly population: 'roots' | 'entered';
  readonly description: string;
}

const common = { version: 1, subtract: null, attribution: 'latest', windowMs: null, clock: 'wall', population: 'roots' } as const;

const resolve = (name: string, rest: Pick<Definition, 'to' | 'cycles' | 'anchor'>, description: string): readonly Definition[] => [
  { ...common, metric: 'time-to-resolve', id: `${name}@1`, kind: 'duration', from: 'opened', ...rest, description },
  {
    ...common,
    metric: 'time-to-resolve',
    id: `${name}-excluding-holds@1`,
    kind: 'duration',
    from: 'opened',
    ...rest,
    subtract: 'holds',
    description: `${description} Time on hold inside its cycles is taken off.`,
  },
];

/** Every definition of this release. The first one of a metric is its default unless policy names another. */
export const definitions: readonly Definition[] = [
  {
    ...common,
    metric: 'time-to-restore',
    id: '1',
    kind: 'duration',
    from: 'impact-start',
    to: 'restored',
    cycles: 'impaired',
    anchor: 'restored',
    description: 'How long service was impaired: the union of all impaired intervals, counted where the last one ended.',
  },
  ...resolve(
    'first',
    { to: 'first-resolve', cycles: 'whole', anchor: 'first-resolved' },
    'From opening to the first resolution; a reopening changes nothing.',
  ),
  ...resolve(
    'last',
    { to: 'latest-resolve', cycles: 'whole', anchor: 'last-resolved' },
    'From opening to the latest resolution, while resolved or closed.',
  ),
  ...resolve(
    'total',
    { to: 'latest-resolve', cycles: 'each', anchor: 'last-resolved' },
    'The sum over all cycles from opening or reopening to resolution, while resolved or closed.',
  ),
  {
    ...common,
    metric: 'time-to-acknowledge',
    id: '1',
    kind: 'duration',
    from: 'detection',
    to: 'acknowledged',
    cycles: 'whole',
    anchor: 'acknowledged',
    description: 'From detection, else opening, to the first time a person started work.',
  },
  {
    ...common,
    metric: 'time-to-detect',
    id: '1',
    kind: 'duration',
    from: 'impact-started',
    to: 'detection',
    cycles: 'whole',
    anchor: 'detected',
    description: 'From the start of impact to detection, else opening; undefined where the start is unknown.',
  },
  {
    ...common,
    metric: 'time-to-close',
    id: '1',
    kind: 'duration',
    from: 'opened',
    to: 'latest-close',
    cycles: 'whole',
    anchor: 'closed',
    description: 'From opening to the latest closure, while closed. Includes the wait of auto-close timers.',
  },
  {
    ...common,
    metric: 'frequency',
    id: '1',
    kind: 'count',
    from: 'impact-start',
    to: null,
    cycles: 'impaired',
    anchor: 'started',
    description: 'How often service became impaired, with an exact Poisson 95 % interval.',
  },
  {
    ...common,
    metric: 'frequency',
    id: 'opened@1',
    kind: 'count',
    from: 'opened',
    to: null,
    cycles: null,
    anchor: 'opened',
    description: 'How many incidents were opened, with an exact Poisson 95 % interval.',
  },
  {
    ...common,
    metric: 'reopen-rate',
    id: '1',
    kind: 'ratio',
    from: 'first-resolve',
    to: 'first-reopen',
    cycles: null,
    anchor: 'first-resolved',
    windowMs: days(30),
    description: 'Share of the incidents first resolved in the bucket that were reopened, or continued by another one, within 30 days.',
  },
  {
    ...common,
    metric: 'reopen-rate',
    id: 'ever@1',
    kind: 'ratio',
    from: 'first-resolve',
    to: 'first-reopen',
    cycles: null,
    anchor: 'first-resolved',
    description: 'Share of the incidents first resolved in the bucket that were reopened, or continued by another one, at any time.',
  },
  {
    ...common,
    metric: 'backlog',
    id: '1',
    kind: 'stock',
    from: 'entry',
    to: 'exit',
    cycles: 'each',
    anchor: 'entered-and-left',
    population: 'entered',
    description: 'Incidents open at the end of the bucket; inflow minus outflow is the change.',
  },
];

export const metricNames: readonly MetricName[] = [...new Set(definitions.map(({ metric }) => metric))];

export const isMetric = (text: string): text is MetricName => (metricNames as readonly string[]).includes(text);

export const definitionsOf = (metric: MetricName): readonly Definition[] => definitions.filter((each) => each.metric === metric);

/** `@1` is `1`, `first@1-excluding-holds` is `first-excluding-holds@1`. */
const canonicalId = (text: string): string => text.replace(/^@/, '').replace(/^([a-z-]+)(@\d+)-excluding-holds$/, '$1-excluding-holds$2');

/** By the part after the metric. */
export const findDefinition = (metric: MetricName, id: string): Definition | undefined =>
  definitionsOf(metric).find((each) => each.id === canonicalId(id));

/** `time-to-resolve first@1`, `time-to-restore @1`: unique. */
export const definitionName = ({ metric, id }: Definition): string => (id.includes('@') ? `${metric} ${id}` : `${metric} @${id}`);
