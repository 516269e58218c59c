import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { CatalogCommands } from '../../catalog-commands';
import { registerGroup } from './register-group';
import { RegisterGroupRequest } from './register-group.request';

@Controller('v1/groups')
export class RegisterGroupController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post()
  @Allow('administrator')
  @Answers(CommandAnswer, { created: true })
  register(@Body() { key, name, members }: RegisterGroupRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.groups.create(key, edge, registerGroup, 'RegisterGroup', { group: key, name: name ?? key, members });
  }
}
