import { Reader, Seals, type ReadEdge } from '@firebreak/http';
import { Allow, everyRole } from '@firebreak/identity';
import { compileQuery, printQuery, type Diagnostic } from '@firebreak/query-language';
import { Runtime } from '@firebreak/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { refused } from '@firebreak/event-sourcing';
import { Directory } from '../../directory';
import { IncidentCommands } from '../../incident-commands';
import { IncidentIndex } from '../../incident-index';
import { incidentFields } from './incident-fields';
import { incidentList } from './incident-list.projection';
import { findOptions, listRow, pageAfter, visibleTo, type ListRow, type Page } from './list-incidents';
import { ListIncidentsQuery } from './list-incidents.request';

export interface IncidentListAnswer {
  readonly q: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly items: readonly ListRow[];
  readonly nextCursor: string | null;
}

@Controller('v1/incidents')
export class ListIncidentsController {
  constructor(
    private readonly incidents: IncidentCommands,
    private readonly index: IncidentIndex,
    private readonly directory: Directory,
    private readonly runtime: Runtime,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Allow(...everyRole)
  async list(@Query() query: ListIncidentsQuery, @Reader() reader: ReadEdge): Promise<IncidentListAnswer> {
    const { q = '', sort = '-changed', zone = 'UTC', limit = 50, cursor } = query;
    for (const { stream, revision } of reader.consistency) await this.runtime.waitForRevision(incidentList.name, stream, revision);
    const groups = await this.directory.groupsOf(reader.tenant, reader.actor.id);
    const { adrift } = await this.incidents.policies(reader);
    const fields = incidentFields(adrift.policy, reader.now);
    const me = { id: reader.actor.id, groups };
    const { query: parsed, filter, diagnostics } = compileQuery(q, { fields, now: reader.now, zone: checkedZone(zone), me });
    const after = cursor === undefined ? null : this.seals.openCursor<Page & { of: string }>(reader.tenant, cursor);
    const of = `${sort} ${q}`;
    if (after && after.of !== of) throw refused('invalid-cursor', { field: 'cursor', whatToDo: 'start again without a cursor after changing the query' });
    const visible = visibleTo(reader.tenant, { ...reader.actor, groups });
    const found = await (await this.index.list()).find(findOptions(visible, filter, sort, limit, after));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = found.length > limit && last ? this.seals.sealCursor(reader.tenant, { ...pageAfter(last, sort), of }) : null;
    return { q: printQuery(parsed), diagnostics, items: page.flatMap(listRow), nextCursor };
  }
}

const checkedZone = (zone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw refused('invalid-zone', { field: 'zone', whatToDo: 'use an IANA name such as Europe/Berlin' });
  }
};
