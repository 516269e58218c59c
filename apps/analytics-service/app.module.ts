import { AnalyticsModule } from '@firebreak/analytics';
import { DeliveryModule } from '@firebreak/delivery';
import { IdentityModule } from '@firebreak/identity';
import { ParkedController, ProjectionsController } from '@firebreak/operations';
import { RuntimeModule } from '@firebreak/runtime';
import type { ServiceDefinition } from '@firebreak/service-host';
import { Module } from '@nestjs/common';

@Module({})
class AppModule {}

/** Figures of what the bus says, and the bus itself for others to follow. */
export const analyticsService: ServiceDefinition = {
  name: 'analytics-service',
  module: (ports, identity) => ({
    module: AppModule,
    imports: [RuntimeModule.forPorts(ports), IdentityModule.with(identity), AnalyticsModule, DeliveryModule],
    controllers: [ParkedController, ProjectionsController],
  }),
};
