import { openedOnce, refused, type Filter, type ReadStore } from '@firebreak/event-sourcing';
import { READ_STORE } from '@firebreak/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { catalogDirectory, type DirectoryEntry } from './reactions/catalog.directory.projection';

const all = (...filters: Filter[]): Filter => ({ op: 'and', filters });
const eq = (field: string, value: string | boolean): Filter => ({ op: 'eq', field, value });

/** What this context knows of the catalog. */
@Injectable()
export class Directory {
  private readonly entries = openedOnce(() => this.readStore.collection<DirectoryEntry>(catalogDirectory.collection));
  /** Looks that have been asked for and have not begun. */
  private readonly asked = new Map<string, Promise<readonly string[]>>();

  constructor(@Inject(READ_STORE) private readonly readStore: ReadStore) {}

  /** @throws CodedError `unknown-service` naming it */
  requireService(tenant: string, key: string | null): Promise<void> {
    return this.require(tenant, 'service', key);
  }

  /** @throws CodedError `unknown-group` naming it */
  requireGroup(tenant: string, key: string | null): Promise<void> {
    return this.require(tenant, 'group', key);
  }

  /** Who asks before the look begins shares it: nobody is told what was so before they asked. */
  groupsOf(tenant: string, person: string): Promise<readonly string[]> {
    const key = `${tenant}\n${person}`;
    const known = this.asked.get(key);
    if (known) return known;
    const look = new Promise<void>((resolve) => void setImmediate(resolve)).then(() => {
      this.asked.delete(key);
      return this.readGroups(tenant, person);
    });
    this.asked.set(key, look);
    return look;
  }

  private async readGroups(tenant: string, person: string): Promise<readonly string[]> {
    const entries = await this.entries();
    const filter = all(eq('members', person), eq('tenant', tenant), eq('kind', 'group'), eq('retired', false));
    return (await entries.find({ filter, limit: 1_000 })).map(({ doc }) => doc.key);
  }

  private async require(tenant: string, kind: 'service' | 'group', key: string | null): Promise<void> {
    if (key === null) return;
    const [entry] = await (await this.entries()).find({ filter: all(eq('tenant', tenant), eq('kind', kind), eq('key', key)), limit: 1 });
    if (entry && !entry.doc.retired) return;
    throw refused(kind === 'service' ? 'unknown-service' : 'unknown-group', { field: kind, [kind]: key, rule: `a ${kind} is registered in the catalog`, whatToDo: `register it, or use one that is` });
  }
}
