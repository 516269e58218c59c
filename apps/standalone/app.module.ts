import { AnalyticsModule } from '@firebreak/analytics';
import { CatalogModule } from '@firebreak/catalog';
import { DeliveryModule } from '@firebreak/delivery';
import type { IdSource } from '@firebreak/event-sourcing';
import { IdentityModule, type IdentityOptions } from '@firebreak/identity';
import { IncidentModule } from '@firebreak/incident';
import { HomeController, ParkedController, ProjectionsController } from '@firebreak/operations';
import { RuntimeModule, type RuntimePorts } from '@firebreak/runtime';
import { Module, type DynamicModule, type Type } from '@nestjs/common';

/** All contexts in one process. */
@Module({})
export class AppModule {
  static with(ports: RuntimePorts & { readonly ids: IdSource }, identity: IdentityOptions, more: readonly Type<unknown>[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [RuntimeModule.forPorts(ports), IdentityModule.with(identity), CatalogModule, IncidentModule, AnalyticsModule, DeliveryModule, ...more],
      controllers: [HomeController, ParkedController, ProjectionsController],
    };
  }
}
