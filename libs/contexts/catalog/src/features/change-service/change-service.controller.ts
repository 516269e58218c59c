import { Answers, CommandAnswer, Edge, RequireIfMatch, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogCommands } from '../../catalog-commands';
import { Key } from '../../entry-key';
import { changeService } from './change-service';
import { ChangeServiceRequest } from './change-service.request';

@Controller('v1/services')
export class ChangeServiceController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post(':key/change')
  @RequireIfMatch()
  @Allow('administrator', 'service-owner')
  @ApiParam({ name: 'key', example: 'payments-api' })
  @Answers(CommandAnswer)
  change(@Key() key: string, @Body() body: ChangeServiceRequest, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.services.handle(key, edge, changeService, 'ChangeService', { ...body });
  }
}
