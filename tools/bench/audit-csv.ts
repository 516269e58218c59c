import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { historyOf, type HistoryStep, type Span } from './history';

const columns = [
  'number',
  'incident_state',
  'sys_mod_count',
  'opened_by',
  'opened_at',
  'caller_id',
  'contact_type',
  'category',
  'subcategory',
  'business_service',
  'cmdb_ci',
  'impact',
  'urgency',
  'priority',
  'assignment_group',
  'assigned_to',
  'problem_id',
  'rfc',
  'caused_by',
  'closed_code',
  'sys_updated_by',
  'sys_updated_at',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string>>;

const missing = '?';
const levels = ['1 - High', '2 - Medium', '3 - Low'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `5/3/2026 10:11` */
const auditTime = (at: number): string => {
  const date = new Date(at);
  return `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

const states: Readonly<Record<string, string>> = { IncidentLogged: 'New', IncidentWorkStarted: 'Active', IncidentResolved: 'Resolved', IncidentReopened: 'Active', IncidentClosed: 'Closed' };
const text = (value: unknown): string => (typeof value === 'string' ? value : missing);

/** What a step changes in the row; rows repeat everything else. */
const changed = ({ type, data }: HistoryStep): Partial<Row> => {
  const state = states[type] === undefined ? {} : { incident_state: states[type] };
  if (type === 'IncidentCategorized') return { category: text(data['category']), business_service: text(data['service']) };
  if (type === 'IncidentPrioritized') return { impact: levels[Number(data['impact']) - 1]!, urgency: levels[Number(data['urgency']) - 1]!, priority: text(data['priority']) };
  if (type === 'IncidentAssigned') return { assignment_group: text(data['group']), assigned_to: text(data['assignee']) };
  if (type === 'IncidentResolved') return { ...state, closed_code: text(data['resolutionCode']) };
  return state;
};

/** The rows of one incident: one for each time at which it was changed. */
const rowsOf = (index: number, span: Span): readonly Row[] => {
  const { steps } = historyOf(index, span);
  const [first] = steps;
  const empty = Object.fromEntries(columns.map((column) => [column, missing])) as Row;
  const opened = auditTime(first!.at);
  let row: Row = { ...empty, number: `INC${String(index + 1).padStart(7, '0')}`, opened_by: text(first!.data['openedBy']), opened_at: opened, caller_id: text(first!.data['caller']), contact_type: 'Phone' };
  const rows: Row[] = [];
  for (const [count, step] of steps.entries()) {
    row = { ...row, ...changed(step), sys_mod_count: String(count), sys_updated_by: `Updated by ${1 + (index % 40)}`, sys_updated_at: auditTime(step.at) };
    if (step.type !== 'IncidentTriaged') rows.push(row);
  }
  return rows;
};

/** Writes an audit log as ServiceNow gives it. @returns its rows */
export const writeAuditLog = async (file: string, span: Span): Promise<number> => {
  const out = createWriteStream(file);
  out.write(`${columns.join(',')}\n`);
  let rows = 0;
  for (let index = 0; index < span.incidents; index += 1) {
    const own = rowsOf(index, span);
    rows += own.length;
    const isRoom = out.write(own.map((row) => `${columns.map((column) => row[column]).join(',')}\n`).join(''));
    if (!isRoom) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return rows;
};
