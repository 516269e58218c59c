import { Answers, CommandAnswer, Edge, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Controller, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { CatalogCommands } from '../../catalog-commands';
import { Key } from '../../entry-key';
import { retireService } from './retire-service';

@Controller('v1/services')
export class RetireServiceController {
  constructor(private readonly catalog: CatalogCommands) {}

  @Post(':key/retire')
  @Allow('administrator', 'service-owner')
  @ApiParam({ name: 'key', example: 'payments-api' })
  @Answers(CommandAnswer)
  retire(@Key() key: string, @Edge() edge: CommandEdge): Promise<CommandResult> {
    return this.catalog.services.handle(key, edge, retireService, 'RetireService', {});
  }
}
