import type { INestApplication } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { BusTransport, type BusTransportOptions } from './bus-transport';

/** Lets the app's `@EventPattern` handlers receive. Resolves when every group is subscribed; `app.close()` ends them. */
export const connectBus = async (app: INestApplication, options: BusTransportOptions): Promise<void> => {
  app.connectMicroservice<MicroserviceOptions>({ strategy: new BusTransport(options) });
  await app.startAllMicroservices();
};
