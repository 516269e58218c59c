import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogCommands } from '../../catalog-commands';
import { Key } from '../../entry-key';
import { changeGroup } from './change-group';
import { ChangeGroupRequest } from './change-group.request';

@Controller('v1/groups')
export class ChangeGroupController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post(':key/change')
  @RequireIfMatch()
  @Allow('administrator')
  @ApiParam({ name: 'key', example: 'Group 56' })
  @Answers(CommandAnswer)
  change(@Key() key: string, @Body() { name }: ChangeGroupRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.groups.handle(key, edge, changeGroup, 'ChangeGroup', { name });
  }
}
