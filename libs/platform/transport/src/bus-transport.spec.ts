import { topicOf, type BusRecord, type ReceivedRecord } from '@firebreak/event-sourcing';
import { memoryEventBus } from '@firebreak/event-sourcing-testing';
import { Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { connectBus, Subscriber } from './index';

const received: string[] = [];
let failures = 0;
let told: () => void = () => undefined;

const receiving = (who: string, batch: readonly ReceivedRecord[]): void => {
  received.push(...batch.map(({ key, sequence }) => `${who} ${key}@${sequence}`));
  told();
};

@Subscriber()
class Readings {
  @EventPattern([topicOf('light')], { group: 'readings' })
  async receive(@Payload() batch: readonly ReceivedRecord[]): Promise<void> {
    if (failures > 0) {
      failures -= 1;
      throw new RangeError('not yet');
    }
    receiving('readings', batch);
  }
}

@Subscriber()
class Others {
  @EventPattern([topicOf('light'), topicOf('sound')], { group: 'others' })
  receive(@Payload() batch: readonly ReceivedRecord[]): void {
    receiving('others', batch);
  }
}

@Subscriber()
class Nameless {
  @EventPattern([topicOf('light')])
  receive(): void {
    throw new Error('never called');
  }
}

@Module({ controllers: [Readings, Others] })
class Listening {}

@Module({ controllers: [Nameless] })
class Wrong {}

const record = (category: string, sequence: number): BusRecord => ({
  topic: topicOf(category),
  partition: 0,
  key: `${category}-default.a`,
  id: `${category}${sequence}`,
  type: 'Lit',
  sequence,
  position: `${sequence}`,
  storeId: 's',
  hash: 'h',
  headers: {},
  value: '{}',
});

const until = async (reached: () => boolean): Promise<void> => {
  while (!reached()) await new Promise<void>((resolve) => (told = resolve));
};

beforeEach(() => {
  received.length = 0;
  failures = 0;
});

const listening = async (module: new () => object) => {
  const bus = memoryEventBus();
  const app = await NestFactory.create(module, new FastifyAdapter(), { logger: false, abortOnError: false });
  await app.init();
  return { bus, app };
};

describe('the bus as a transport', () => {
  it('brings each group the records of its topics, in order', async () => {
    const { bus, app } = await listening(Listening);
    await bus.publish([record('light', 0), record('light', 1)]);
    await connectBus(app, { bus, onError: () => undefined });
    await bus.publish([record('light', 2), record('sound', 0)]);
    await until(() => received.length === 7);
    const of = (who: string): string[] => received.filter((line) => line.startsWith(`${who} light`)).map((line) => line.slice(-1));
    expect([of('readings'), of('others')]).toEqual([['0', '1', '2'], ['0', '1', '2']]);
    expect(received).toContain('others sound-default.a@0');
    await app.close();
  });

  it('hands a batch in again when its handler threw', async () => {
    const { bus, app } = await listening(Listening);
    failures = 2;
    await connectBus(app, { bus, onError: () => undefined });
    await bus.publish([record('light', 0)]);
    await until(() => received.includes('readings light-default.a@0'));
    expect(failures).toBe(0);
    expect(await bus.lag('others', [topicOf('sound')])).toBe(0);
    await app.close();
  });

  it('receives nothing after the app was closed', async () => {
    const { bus, app } = await listening(Listening);
    await connectBus(app, { bus, onError: () => undefined });
    await app.close();
    await bus.publish([record('light', 0)]);
    expect(received).toEqual([]);
    expect(await bus.lag('readings', [topicOf('light')])).toBe(1);
  });

  it('refuses a handler without a group', async () => {
    const { bus, app } = await listening(Wrong);
    await expect(connectBus(app, { bus, onError: () => undefined })).rejects.toThrow('does not name its topic and its group');
    await app.close();
  });
});
