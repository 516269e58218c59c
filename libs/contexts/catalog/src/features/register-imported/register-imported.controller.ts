import type { Handled } from '@firebreak/event-sourcing';
import { Answers, Edge, Seals, Unmetered, type CommandEdge, type CommandResult } from '@firebreak/http';
import { Allow } from '@firebreak/identity';
import { Body, Controller, Post } from '@nestjs/common';
import { CatalogCommands } from '../../catalog-commands';
import { registerImportedGroup, registerImportedService } from './register-imported';
import { RegisterImportedRequest } from './register-imported.request';
import { RegisterImportedAnswer, type ImportedCounts } from './register-imported.response';

@Controller('v1/catalog')
export class RegisterImportedController {
  constructor(
    private readonly catalog: CatalogCommands,
    private readonly seals: Seals,
  ) {}

  /** Side by side, so that they share their commits; cut short, it is simply sent again. */
  @Post('imported')
  @Unmetered()
  @Allow('administrator', 'incident-manager', 'service')
  @Answers(RegisterImportedAnswer)
  async register(@Body() body: RegisterImportedRequest, @Edge() asked: CommandEdge): Promise<RegisterImportedAnswer> {
    const { source } = body;
    const edge: CommandEdge = { ...asked, expectation: 'any', meta: { ...asked.meta, origin: 'imported' } };
    const [services, groups] = await Promise.all([
      each(body.services, (key) => this.catalog.services.create(key, edge, registerImportedService, 'RegisterImportedService', { source, key })),
      each(body.groups, (key) => this.catalog.groups.create(key, edge, registerImportedGroup, 'RegisterImportedGroup', { source, key })),
    ]);
    const consistency = [...services, ...groups].filter(isNew).map(({ stream, revision }) => this.seals.sealConsistency(stream, revision));
    return { services: countsOf(services), groups: countsOf(groups), consistency };
  }
}

const each = (keys: readonly string[], register: (key: string) => Promise<CommandResult>): Promise<readonly Handled[]> =>
  Promise.all([...new Set(keys)].map(async (key) => (await register(key)).handled));

const isNew = ({ outcome }: Handled): boolean => outcome !== 'quiet';

const countsOf = (handled: readonly Handled[]): ImportedCounts => {
  const registered = handled.filter(isNew).length;
  return { registered, known: handled.length - registered };
};
