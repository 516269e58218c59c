import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogCommands } from '../../catalog-commands';
import { Key } from '../../entry-key';
import { setGroupMembers } from './set-group-members';
import { SetGroupMembersRequest } from './set-group-members.request';

@Controller('v1/groups')
export class SetGroupMembersController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post(':key/set-members')
  @RequireIfMatch()
  @Allow('administrator')
  @ApiParam({ name: 'key', example: 'Group 56' })
  @Answers(CommandAnswer)
  set(@Key() key: string, @Body() { members }: SetGroupMembersRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.groups.handle(key, edge, setGroupMembers, 'SetGroupMembers', { members });
  }
}
