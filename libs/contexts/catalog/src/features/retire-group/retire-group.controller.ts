import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogCommands } from '../../catalog-commands';
import { Key } from '../../entry-key';
import { retireGroup } from './retire-group';

@Controller('v1/groups')
export class RetireGroupController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post(':key/retire')
  @Allow('administrator')
  @ApiParam({ name: 'key', example: 'Group 56' })
  @Answers(CommandAnswer)
  retire(@Key() key: string, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.groups.handle(key, edge, retireGroup, 'RetireGroup', {});
  }
}
