import { instant, word, type TruthRow } from './truth';

/** A public log, and where its truth file says what. */
export interface PublicLog {
  readonly mapping: string;
  readonly source: string;
  readonly file: string;
  readonly rows: number;
  readonly cases: number;
  readonly truth: string;
  readonly expected: (row: TruthRow) => Readonly<Record<string, string>>;
  readonly exempt?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly measures: readonly (readonly [metric: string, definition: string, keys: readonly string[]])[];
  readonly frequency: readonly string[];
}

const text = (value: string | null): string => value ?? '';

export const publicLogs: readonly PublicLog[] = [
  {
    mapping: 'servicenow-audit', source: 'servicenow', file: 'uci498_incident_event_log.csv.gz', rows: 101_045, cases: 17_136,
    truth: 'uci498_incidents.csv.gz', summary: 'uci498.json', frequency: ['public', 'opened_frequency'],
    expected: (row) => ({
      firstResolvedAt: text(instant(row['first_resolved_ev'])), lastResolvedAt: text(instant(row['last_resolved_ev'])), closedAt: text(instant(row['closed_ev'])),
      reopenCount: row['reopen_events']!, groupChangeCount: row['group_changes']!, sourcePriority: row['priority']!,
      sourceImpact: row['impact']!, sourceUrgency: row['urgency']!, category: text(word(row['category'])), group: text(word(row['group'])), problem: text(word(row['problem_id'])),
    }),
    measures: [
      ['time-to-resolve', 'first@1', ['public', 'mttr_first_resolved_event']],
      ['time-to-resolve', 'last@1', ['public', 'mttr_last_resolved_event']],
      ['time-to-close', '@1', ['public', 'to_close_event']],
    ],
  },
  {
    mapping: 'bpi2013-incidents', source: 'bpi2013-incidents', file: 'bpic2013_incidents.jsonl.gz', rows: 46_254, cases: 5_331,
    truth: 'bpic2013_incidents.csv.gz', summary: 'bpic2013.json', frequency: ['incidents', 'opened_frequency'],
    expected: (row) => ({
      openedAt: text(instant(row['opened'])), firstResolvedAt: text(instant(row['first_resolved'])), lastResolvedAt: text(instant(row['last_resolved'])), closedAt: text(instant(row['closed'])),
      reopenCount: row['reopen_count']!, groupChangeCount: row['group_moves']!, sourceImpact: row['impact']!, group: text(word(row['owner'])),
    }),
    // Closed, and resolved once more: in the truth file that ends its closure, here a closure stands until a reopening.
    exempt: { '1-736504398': 'closedAt' },
    measures: [
      ['time-to-resolve', 'first@1', ['incidents', 'opened_to_first_resolved']],
      ['time-to-resolve', 'last@1', ['incidents', 'opened_to_last_resolved']],
    ],
  },
  {
    mapping: 'bpi2014-activity', source: 'bpi2014-activity', file: 'bpic2014_incident_activity.csv.gz', rows: 74_879, cases: 7_459,
    truth: 'bpic2014_activity_incidents.csv.gz', summary: 'bpic2014_activity.json', frequency: ['A_activity', 'opened_frequency'],
    expected: (row) => ({
      ...(row['opened'] === '' ? {} : { openedAt: text(instant(row['opened'])) }), firstResolvedAt: text(instant(row['resolved'])), closedAt: text(instant(row['closed'])),
      reopenCount: row['reopen_count']!, groupChangeCount: row['group_moves']!, category: row['km']!,
    }),
    measures: [['time-to-resolve', 'first@1', ['A_activity', 'opened_to_first_resolved_or_closed']]],
  },
  {
    mapping: 'statuspage', source: 'statuspage', file: 'github_incidents.jsonl.gz', rows: 2_568, cases: 1_282,
    truth: 'github_status_a.csv.gz', summary: 'github_status.json', frequency: ['A_public', 'opened_frequency'],
    expected: (row) => ({ openedAt: text(instant(row['opened'])), firstResolvedAt: text(instant(row['resolved'])), lastResolvedAt: text(instant(row['resolved'])), sourceImpact: row['impact']!, reopenCount: '0' }),
    measures: [['time-to-resolve', 'first@1', ['A_public', 'mttr']]],
  },
];
