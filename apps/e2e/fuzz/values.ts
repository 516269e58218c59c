import { createHash } from 'node:crypto';
import { plusMillis } from '@firebreak/event-sourcing';
import type { Schema } from '../testing/api-document';
import type { Dice } from './dice';
import { hostileText } from './hostile';
import type { Known } from './known';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const words = ['gateway', 'card', 'mail', 'printer', 'login', 'slow', 'fails', 'since', 'noon', 'again', 'Störung', '打印机', '🔥', 'e-mail', 'O’Brien', '50 %', '#7'] as const;

const sentence = (dice: Dice, most: number): string => Array.from({ length: 1 + dice.int(most) }, () => dice.pick(words)).join(' ');

export const policies: Readonly<Record<string, readonly object[]>> = {
  'priority-matrix': [
    { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] },
    { table: [['P1', 'P1', 'P1'], ['P2', 'P2', 'P2'], ['P5', 'P5', 'P5']] },
  ],
  taxonomy: [{ categories: null }, { categories: { network: ['dns', 'vpn'], hardware: [], constructor: ['toString'] } }],
  'auto-close': [{ enabled: true, afterMs: 5 * day }, { enabled: false, afterMs: day }],
  reopen: [{ windowMs: 7 * day, fromClosed: true }, { windowMs: 0, fromClosed: false }],
  hold: [{ maxFollowUpMs: 30 * day }, { maxFollowUpMs: hour }],
  backdating: [{ freeMs: 15 * minute }, { freeMs: 0 }],
  adrift: [{ unassignedMs: hour, unacknowledgedMs: 4 * hour, silentMs: 3 * day }, { unassignedMs: minute, unacknowledgedMs: minute, silentMs: minute }],
};

/** Makes values for the fields of requests: mostly what a field of that name would hold. */
export class Values {
  constructor(
    private readonly dice: Dice,
    private readonly known: Known,
    /** Whose words they are. */
    private readonly tenant: string = known.tenant,
  ) {}

  of(name: string, schema: Schema): unknown {
    const { dice } = this;
    const types = [schema.type ?? 'object'].flat();
    if (types.includes('null') && dice.chance(0.2)) return null;
    if (schema.enum) return dice.pick(schema.enum);
    if (schema.properties) return this.object(schema);
    if (types.includes('array')) return name === 'cases' ? [this.mappedCase()] : Array.from({ length: dice.int(4) }, () => this.named(name, schema.items ?? {}));
    if (types.includes('boolean')) return dice.chance(0.5);
    if (types.includes('integer') || types.includes('number')) return (schema.minimum ?? 0) + dice.int(Math.min(50, (schema.maximum ?? 50) + 1));
    if (schema.format === 'date-time') return this.time(name);
    if (types.includes('string')) return this.named(name, schema);
    return name === 'defaults' ? dice.pick([{}, { 'time-to-resolve': 'last@1' }, { nope: '1' }]) : dice.pick(dice.pick(Object.values(policies)));
  }

  object(schema: Schema): Record<string, unknown> {
    const required = new Set(schema.required ?? []);
    const chosen = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name) || this.dice.chance(0.55));
    return Object.fromEntries(chosen.map(([name, each]) => [name, this.of(name, each)]));
  }

  incidentId(): string {
    const { dice, known } = this;
    const { id, number } = dice.pick(known.incidents);
    return dice.way<string>([
      [70, () => id],
      [20, () => number],
      [4, () => id.toUpperCase()],
      [4, () => number.toLowerCase()],
      [2, () => '00000000-0000-4000-8000-00000000dead'],
    ]);
  }

  text(most: number): string {
    return sentence(this.dice, 6).slice(0, most);
  }

  private time(name: string): string {
    const { dice } = this;
    const ahead = name === 'followUpAt';
    const distance = dice.pick([0, 1, minute, 10 * minute, hour, 5 * hour, day, 40 * day]);
    const far = dice.chance(0.12) ? !ahead : ahead;
    const at = plusMillis(this.known.target.now(), far ? distance : -distance);
    return dice.chance(0.2) ? at.replace('Z', '+00:00') : at;
  }

  private named(name: string, { maxLength = 200 }: Schema): string {
    const { dice, known } = this;
    if (name === 'title') return `T-${this.tenant}- ${this.text(150)}`;
    if (name === 'service' || name === 'services') return dice.chance(0.9) ? dice.pick(known.services) : 'nowhere';
    if (name === 'group' || name === 'groups') return dice.chance(0.9) ? dice.pick(known.groups) : 'nobody';
    if (name === 'key') return `fuzz-${dice.pick(['a', 'b', 'c', 'ü', '7'])}${dice.int(20)}`;
    if (['assignee', 'caller', 'members'].includes(name)) return known.subject(dice);
    if (name === 'incident' || name === 'reopens') return this.incidentId();
    if (['change', 'problem', 'linkedId', 'reroutedTo'].includes(name)) return dice.pick(['CHG-1', 'CHG-2', 'PRB-1', '__proto__', 'constructor', 'x y']);
    if (name === 'url') return dice.pick(['https://example.org/a', 'http://example.org/?q=<b>', 'javascript:alert(1)', 'https://u:p@example.org', 'file:///etc/passwd']);
    if (name === 'category') return dice.pick(['network', 'hardware', 'weather', '__proto__', 'constructor']);
    if (name === 'subcategory') return dice.pick(['dns', 'vpn', 'toString']);
    if (name === 'zones') return dice.pick(['Europe/Zurich', 'UTC', 'Asia/Kolkata', 'Mars/Olympus']);
    if (name === 'code') return 'A'.repeat(43);
    return dice.chance(0.06) ? hostileText(dice) : this.text(Math.min(maxLength, 200));
  }

  /** A case of an import: few case ids, so that they grow, repeat and diverge. */
  mappedCase(): object {
    const { dice, known } = this;
    const caseId = `case-${dice.int(60)}`;
    const start = Date.parse(known.target.now()) - 50 * day - Number(caseId.slice(5)) * hour;
    let digest = '';
    const steps = Array.from({ length: 1 + dice.int(5) }, (_, n) => {
      const status = dice.chance(0.9) ? ['new', 'assigned', 'in-progress', 'resolved', 'closed'][n]! : dice.pick(['on-hold', 'unknown', 'cancelled', 'triaged']);
      const step = { as: 'status', status, holdReason: status === 'on-hold' ? 'vendor' : null, raw: status };
      const fields = { title: `T-${this.tenant}- ${caseId}`, ...(dice.chance(0.3) ? { group: dice.pick(known.groups), impact: 1 + dice.int(3), urgency: 1 + dice.int(3), change: dice.pick(['CHG-1', 'constructor']) } : {}) };
      const at = new Date(start + n * hour).toISOString();
      digest = createHash('sha256').update(`${digest}${JSON.stringify([step, fields, at])}`).digest('hex');
      return { file: 'fuzz.csv', row: n + 2, at, actor: dice.chance(0.7) ? known.subject(dice) : null, machine: dice.chance(0.2), step, fields, times: {}, digest };
    });
    return { source: 'fuzz', caseId, steps };
  }
}
