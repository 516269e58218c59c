import { CodedError, hasCode, openedOnce, type ReadStore } from '@firebreak/event-sourcing';
import { READ_STORE, Runtime } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { incidentList, type ListedIncident } from './features/list-incidents/incident-list.projection';

/** From what people say to the record's id. */
@Injectable()
export class IncidentIndex {
  readonly list = openedOnce(() => this.readStore.collection<ListedIncident>(incidentList.collection));

  constructor(
    @Inject(READ_STORE) private readonly readStore: ReadStore,
    private readonly runtime: Runtime,
  ) {}

  /** A number that was just handed out may not be listed yet: waits up to two seconds. @throws CodedError `not-found` */
  async byNumber(tenant: string, number: string): Promise<string> {
    let id: string | null = null;
    try {
      await this.runtime.waitUntil(async () => (id = await this.find(tenant, number)) !== null);
    } catch (error) {
      if (!hasCode(error, 'position-not-reached')) throw error;
    }
    if (id === null) throw new CodedError('not-found');
    return id;
  }

  private async find(tenant: string, number: string): Promise<string | null> {
    const filter = { op: 'and', filters: [{ op: 'eq', field: 'tenant', value: tenant }, { op: 'eq', field: 'incident.number', value: number }] } as const;
    const [found] = await (await this.list()).find({ filter, limit: 1 });
    return found?.doc.id ?? null;
  }
}
