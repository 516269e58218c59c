import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { ImportError } from '../import-error';
import type { RecordStream, SourceRecord } from './record';

type Attributes = Record<string, unknown>;

/** Key under which a trace keeps its events, and an event its ordinal in the file. */
export const xesEvents = 'events';
export const xesRow = '#row';

const typed = new Set(['string', 'date', 'int', 'float', 'boolean', 'id', 'list', 'container', 'values']);

interface Scope {
  readonly kind: string;
  /** Where the attributes of this element go; null: they are of no interest. */
  readonly into: Attributes | null;
  readonly prefix: string;
}

/** Attributes of traces and events; one nested in another is found under `outer.inner`. Log-wide defaults come first. */
class XesReader {
  private readonly parser = new SaxesParser({ xmlns: false });
  private scopes: Scope[] = [];
  private globals: { trace: Attributes; event: Attributes } = { trace: {}, event: {} };
  private done: SourceRecord[] = [];
  private trace: (Attributes & { [xesEvents]: Attributes[] }) | undefined;
  private ordinal = 0;
  private depth = 0;

  constructor() {
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', (tag) => this.close(tag.name));
  }

  feed(chunk: string): readonly SourceRecord[] {
    this.parser.write(chunk);
    return this.taken();
  }

  end(): readonly SourceRecord[] {
    this.parser.close();
    return this.taken();
  }

  private taken(): readonly SourceRecord[] {
    const records = this.done;
    this.done = [];
    return records;
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    this.depth += 1;
    if (this.depth > 100) throw new Error('elements are nested too deeply');
    const outer = this.scopes.at(-1);
    const local = name.slice(name.indexOf(':') + 1);
    if (local === 'global') this.enter(local, attributes['scope'] === 'trace' ? this.globals.trace : attributes['scope'] === 'event' ? this.globals.event : null);
    else if (local === 'trace') this.enter(local, (this.trace = { ...this.globals.trace, [xesEvents]: [], [xesRow]: this.ordinal + 1 }));
    else if (local === 'event') this.enterEvent();
    else if (typed.has(local) && outer) this.attribute(outer, local, attributes['key'] ?? '', attributes['value'] ?? '');
    else this.enter(local, null);
  }

  private enter(kind: string, into: Attributes | null, prefix = ''): void {
    this.scopes.push({ kind, into, prefix });
  }

  private enterEvent(): void {
    const event: Attributes = { ...this.globals.event, [xesRow]: (this.ordinal += 1) };
    this.trace?.[xesEvents].push(event);
    this.enter('event', this.trace ? event : null);
  }

  private attribute(outer: Scope, kind: string, key: string, value: string): void {
    const name = key === '' ? outer.prefix.slice(0, -1) : outer.prefix + key;
    if (outer.into && kind !== 'list' && kind !== 'container' && kind !== 'values') outer.into[name] = value;
    this.enter(kind, outer.into, kind === 'values' ? outer.prefix : `${name}.`);
  }

  private close(name: string): void {
    this.depth -= 1;
    this.scopes.pop();
    if (name.slice(name.indexOf(':') + 1) !== 'trace' || !this.trace) return;
    this.done.push({ row: this.trace[xesRow] as number, values: this.trace });
    this.trace = undefined;
  }
}

/**
 * A record is a trace with its attributes and `events`; its row is the ordinal of its first event.
 * @throws ImportError `wrong-format` where the XML breaks off or is not well formed: what follows cannot be told
 */
export const readXes = (name: string, text: AsyncIterable<string>): RecordStream => {
  const records = async function* (): AsyncGenerator<readonly SourceRecord[]> {
    const reader = new XesReader();
    const guarded = (read: () => readonly SourceRecord[]): readonly SourceRecord[] => {
      try {
        return read();
      } catch (error) {
        throw new ImportError('wrong-format', `${name} is no well-formed XES: ${error instanceof Error ? error.message : String(error)}`, { file: name });
      }
    };
    for await (const chunk of text) yield guarded(() => reader.feed(chunk));
    yield guarded(() => reader.end());
  };
  return { header: null, batches: records() };
};
