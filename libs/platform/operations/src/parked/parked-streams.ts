import {
  baseName,
  CodedError,
  handleCommand,
  loadStream,
  refused,
  skipAggregate,
  skipCodec,
  skipId,
  skipParked,
  skipStream,
  tenantOfParked,
  type ParkedStream,
  type Skip,
  type SkipParked,
} from '@firebreak/event-sourcing';
import type { CommandEdge, CommandResult } from '@firebreak/http';
import type { Runtime } from '@firebreak/runtime';

export interface ParkedName {
  readonly projection: string;
  readonly stream: string;
}

/** What an administrator does about parked streams of the own tenant. */
export class ParkedStreams {
  constructor(private readonly runtime: Runtime) {}

  /** @throws CodedError `not-found`, `unknown-projection` */
  async retry(name: ParkedName, tenant: string): Promise<{ readonly parked: boolean }> {
    if ((await this.entryOf(name, tenant)) === null) throw new CodedError('not-found');
    return { parked: await this.goOn(name) };
  }

  /** @throws CodedError `not-found`, `not-parked-there`, `already-skipped`, and as handleCommand does */
  async skip(name: ParkedName, { revision, reason }: Pick<Skip, 'revision' | 'reason'>, { meta, expectation }: CommandEdge): Promise<CommandResult> {
    const { store } = this.runtime.ports;
    const entry = await this.entryOf(name, meta.tenant);
    const projection = baseName(name.projection);
    const stream = skipStream(projection, name.stream);
    const { state } = await loadStream(store, skipAggregate, skipCodec, stream);
    if (!state.has(revision)) {
      if (entry === null) throw new CodedError('not-found');
      if (entry.revision !== revision) throw refused('not-parked-there', { current: entry.revision });
    }
    const { reason: parkedFor, error } = entry ?? { reason: 'poison' as const, error: '' };
    const command: SkipParked = { type: 'SkipParked', data: { projection, stream: name.stream, revision, reason, parkedFor, error }, meta };
    const handled = await handleCommand({ store, codec: skipCodec, aggregate: skipAggregate }, stream, skipParked, command, { expected: expectation });
    // Also the second time: whoever died between the event and this comes back here.
    const parked = await this.goOnEverywhere(name);
    return { handled, id: skipId(meta.tenant, projection, name.stream), number: null, extra: { parked } };
  }

  private async entryOf({ projection, stream }: ParkedName, tenant: string): Promise<ParkedStream | null> {
    if (tenantOfParked(stream) !== tenant) throw new CodedError('not-found');
    return this.runtime.parking.get(projection, stream);
  }

  /** In every generation of the read model. @returns whether the named one is parked still */
  private async goOnEverywhere(name: ParkedName): Promise<boolean> {
    let parked = false;
    for (const { projection } of this.runtime.projectorList) {
      const generation = { projection: projection.name, stream: name.stream };
      if (baseName(projection.name) !== baseName(name.projection) || !(await this.runtime.parking.isParked(projection.name, name.stream))) continue;
      const waits = await this.goOn(generation);
      if (projection.name === name.projection) parked = waits;
    }
    return parked;
  }

  /** @returns whether it is parked still */
  private async goOn({ projection, stream }: ParkedName): Promise<boolean> {
    const { parking } = this.runtime;
    const entry = await parking.get(projection, stream);
    if (entry?.reason !== 'foreign') {
      await this.runtime.projector(projection).retry(stream);
      return parking.isParked(projection, stream);
    }
    if (!(await parking.skipped(projection, stream)).has(entry.revision)) return true;
    await parking.release(projection, stream);
    return false;
  }
}
