const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const digest = /^[0-9a-f]{64}$/;
const times: readonly string[] = ['openedAt', 'detectedAt', 'impactStartedAt', 'mitigatedAt', 'restoredAt'];
const texts: readonly string[] = [
  'title', 'description', 'category', 'subcategory', 'service', 'group', 'assignee', 'sourcePriority', 'sourceImpact', 'sourceUrgency',
  'configurationItem', 'problem', 'change', 'causedBy', 'channel', 'caller', 'opener', 'resolutionCode', 'causeCode', 'fingerprint', 'note',
];
const levels: readonly string[] = ['impact', 'urgency'];
const statuses: readonly unknown[] = ['new', 'triaged', 'assigned', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'unknown'];
const activities: readonly unknown[] = ['log', 'assign', 'start', 'hold', 'resume', 'resolve', 'reopen', 'close', 'cancel', 'note', 'other'];
const holds: readonly unknown[] = [null, 'caller', 'change', 'problem', 'vendor', 'evidence', 'scheduled'];

type Bag = Readonly<Record<string, unknown>>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, max: number): boolean => typeof value === 'string' && value.length <= max && value.isWellFormed();
const isDay = (value: string): boolean => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
const isInstant = (value: unknown): boolean => typeof value === 'string' && instant.test(value) && isDay(value) && value >= '1970' && value < '2101';
const only = (bag: Bag, names: readonly string[]): boolean => Object.keys(bag).every((name) => names.includes(name));

const meaningHolds = (value: unknown): boolean => {
  if (value === null) return true;
  if (!isBag(value) || !isText(value['raw'], 1_000) || !holds.includes(value['holdReason'] ?? null)) return false;
  if (value['as'] === 'status') return statuses.includes(value['status']) && only(value, ['as', 'status', 'holdReason', 'raw']);
  return value['as'] === 'activity' && activities.includes(value['activity']) && only(value, ['as', 'activity', 'holdReason', 'raw']);
};

const fieldsHold = (value: unknown): boolean =>
  isBag(value) &&
  Object.entries(value).every(([name, each]) => {
    if (texts.includes(name)) return each === null || isText(each, 20_000);
    return levels.includes(name) && (each === null || each === 1 || each === 2 || each === 3);
  });

const timesHold = (value: unknown): boolean => isBag(value) && Object.entries(value).every(([name, each]) => times.includes(name) && isInstant(each));

const stepNames = ['file', 'row', 'at', 'actor', 'machine', 'step', 'fields', 'times', 'digest'];

const stepHolds = (step: unknown): boolean =>
  isBag(step) &&
  only(step, stepNames) &&
  (step['file'] === null || isText(step['file'], 1_000)) &&
  Number.isSafeInteger(step['row']) &&
  isInstant(step['at']) &&
  (step['actor'] === null || isText(step['actor'], 200)) &&
  typeof step['machine'] === 'boolean' &&
  meaningHolds(step['step']) &&
  fieldsHold(step['fields']) &&
  timesHold(step['times']) &&
  typeof step['digest'] === 'string' &&
  digest.test(step['digest']);

/** What is wrong with a case of an import page; null when it can be decided on. */
export const mappedCaseFault = (value: unknown): string | null => {
  if (!isBag(value) || !only(value, ['source', 'caseId', 'steps'])) return 'not-a-case';
  if (!isText(value['source'], 100) || !isText(value['caseId'], 200) || value['caseId'] === '') return 'not-a-case';
  const { steps } = value as { steps?: unknown };
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > 10_000) return 'steps-out-of-range';
  const wrong = steps.findIndex((step) => !stepHolds(step));
  return wrong === -1 ? null : 'not-a-step';
};

