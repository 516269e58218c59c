import { refused, type AsOf, type CommandMeta } from '@firebreak/event-sourcing';
import { parseInstant, Reader, Revisioned, type ReadEdge } from '@firebreak/http';
import { Allow, everyRole } from '@firebreak/identity';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { IncidentSlice } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { INCIDENT_SLICES } from '../../tokens';
import { allowedActions, type AllowedAction } from './allowed-actions';
import { recordOf, type IncidentRecord } from './incident-record';
import { ViewIncidentQuery } from './view-incident.request';

type Answer = IncidentRecord & { readonly asOf: string | null; readonly allowedActions: readonly AllowedAction[] };

const moment = (text: string): AsOf => {
  if (/^\d{1,9}$/.test(text)) return { revision: Number(text) };
  const recordedAt = parseInstant(text);
  if (recordedAt === null) throw refused('invalid-time', { field: 'asOf', whatToDo: 'send an instant with a zone, or a revision' });
  return { recordedAt };
};

@Controller('v1/incidents')
export class ViewIncidentController {
  constructor(
    private readonly incidents: IncidentCommands,
    @Inject(INCIDENT_SLICES) private readonly slices: readonly IncidentSlice[],
  ) {}

  /** Folded from the store, so it is never behind. */
  @Get(':id')
  @Allow(...everyRole)
  async view(@Param('id') id: string, @Query() query: ViewIncidentQuery, @Reader() reader: ReadEdge): Promise<Revisioned<Answer>> {
    const asOf = query.asOf === undefined ? undefined : moment(query.asOf);
    const { state, events, envelope, id: uuid } = await this.incidents.view(id, reader, asOf);
    const groups = await this.incidents.directory.groupsOf(reader.tenant, reader.actor.id);
    const meta: CommandMeta = { ...asCommand(reader), actor: { ...reader.actor, groups } };
    // The past is read, not acted upon.
    const actions = asOf ? [] : allowedActions(this.slices, state, meta, await this.incidents.policies(reader));
    const record = recordOf(uuid, state, events, { reader: reader.actor, now: reader.now, asOf });
    return new Revisioned(envelope.revision, { ...record, asOf: query.asOf ?? null, allowedActions: actions });
  }
}

const asCommand = ({ tenant, actor, now }: ReadEdge): CommandMeta => ({
  tenant,
  actor,
  now,
  onBehalfOf: null,
  correlationId: '',
  causationId: null,
  origin: 'live',
  idempotency: null,
});
