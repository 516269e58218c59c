import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { CatalogCommands } from '../../catalog-commands';
import { registerService } from './register-service';
import { RegisterServiceRequest } from './register-service.request';

@Controller('v1/services')
export class RegisterServiceController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post()
  @Allow('administrator', 'service-owner')
  @Answers(CommandAnswer, { created: true })
  register(@Body() body: RegisterServiceRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    const { key, name, tier = null, affectedUsers = null } = body;
    return this.catalog.services.create(key, edge, registerService, 'RegisterService', { service: key, name: name ?? key, tier, affectedUsers });
  }
}
