import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow, writers } from '@firebreak/identity';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { incidentAction } from '../../incident-action';
import { IncidentCommands } from '../../incident-commands';
import { addNote, type AddNote } from './add-note';
import { AddNoteRequest } from './add-note.request';

@Controller('v1/incidents')
export class AddNoteController {
  static readonly action = incidentAction({
    type: 'AddNote',
    verb: 'add-note',
    label: 'Add a note',
    request: AddNoteRequest,
    decision: addNote,
    probe: (): AddNote['data'] => ({ text: 'probe', audience: 'public' }),
  });

  constructor(private readonly incidents: IncidentCommands) {}

  @Post(':id/add-note')
  @HttpCode(200)
  @Allow(...writers)
  @Answers(CommandAnswer)
  add(@Param('id') id: string, @Body() body: AddNoteRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { text, audience } = body;
    return this.incidents.handle(id, edge, addNote, 'AddNote', { text, audience });
  }
}
