import { IdentityModule } from '@firebreak/identity';
import { ParkedController, ProjectionsController } from '@firebreak/operations';
import { RuntimeModule } from '@firebreak/runtime';
import type { ServiceDefinition } from '@firebreak/service-host';
import { Module } from '@nestjs/common';

@Module({})
class AppModule {}

/** Problems: the place where their context will live. It starts, is healthy and has nothing to say yet. */
export const problemService: ServiceDefinition = {
  name: 'problem-service',
  module: (ports, identity) => ({
    module: AppModule,
    imports: [RuntimeModule.forPorts(ports), IdentityModule.with(identity)],
    controllers: [ParkedController, ProjectionsController],
  }),
};
