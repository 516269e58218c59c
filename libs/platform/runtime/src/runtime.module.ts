import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { IdSource } from '@firebreak/event-sourcing';
import { Runtime, type RuntimePorts } from './runtime';
import { CLOCK, EVENT_BUS, EVENT_STORE, ID_SOURCE, READ_STORE } from './tokens';

/** Binds the ports once, for every context of the process. */
@Global()
@Module({})
export class RuntimeModule {
  static forPorts(ports: RuntimePorts & { readonly ids: IdSource }): DynamicModule {
    const providers = [
      { provide: EVENT_STORE, useValue: ports.store },
      { provide: EVENT_BUS, useValue: ports.bus },
      { provide: READ_STORE, useValue: ports.readStore },
      { provide: CLOCK, useValue: ports.clock },
      { provide: ID_SOURCE, useValue: ports.ids },
      { provide: Runtime, useValue: new Runtime(ports) },
    ];
    return { module: RuntimeModule, providers, exports: providers.map((each) => each.provide) };
  }
}
