import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { IdSource } from '@firebreak/event-sourcing';
import { Runtime } from './runtime';
import type { RuntimePorts } from './runtime-ports';
import { CLOCK, EVENT_BUS, EVENT_STORE, ID_SOURCE, READ_STORE } from './tokens';

/** Binds the ports once, for every context of the process. */
@Global()
@Module({})
export class RuntimeModule {
  static forPorts(ports: RuntimePorts & { readonly ids: IdSource }): DynamicModule {
    const runtime = new Runtime(ports);
    const providers = [
      { provide: EVENT_STORE, useValue: ports.store },
      { provide: EVENT_BUS, useValue: ports.bus },
      { provide: READ_STORE, useValue: runtime.readModels },
      { provide: CLOCK, useValue: ports.clock },
      { provide: ID_SOURCE, useValue: ports.ids },
      { provide: Runtime, useValue: runtime },
    ];
    return { module: RuntimeModule, providers, exports: providers.map((each) => each.provide) };
  }
}
