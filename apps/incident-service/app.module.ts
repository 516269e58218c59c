import { CatalogModule } from '@firebreak/catalog';
import { IdentityModule } from '@firebreak/identity';
import { IncidentModule } from '@firebreak/incident';
import { ParkedController, ProjectionsController } from '@firebreak/operations';
import { RuntimeModule } from '@firebreak/runtime';
import type { ServiceDefinition } from '@firebreak/service-host';
import { Module } from '@nestjs/common';

@Module({})
class AppModule {}

/** Incidents, and the services and groups they are about. */
export const incidentService: ServiceDefinition = {
  name: 'incident-service',
  module: (ports, identity) => ({
    module: AppModule,
    imports: [RuntimeModule.forPorts(ports), IdentityModule.with(identity), CatalogModule, IncidentModule],
    controllers: [ParkedController, ProjectionsController],
  }),
};
