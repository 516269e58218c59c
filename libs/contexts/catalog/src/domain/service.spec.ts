import { CodedError, type EvolvedEvent, type NewEvent } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { changeService } from '../features/change-service/change-service';
import { registerImportedService } from '../features/register-imported/register-imported';
import { registerService } from '../features/register-service/register-service';
import { retireService } from '../features/retire-service/retire-service';
import { command } from '../testing/catalog-builders';
import type { ServiceEvent } from './catalog-events';
import { evolve, initialState, streamName, type Service } from './service';

const facts = {
  name: fc.constantFrom('Payments', 'Ledger'),
  tier: fc.constantFrom(null, 1 as const, 4 as const),
  affectedUsers: fc.constantFrom(null, 0, 1200),
};

type Ask = (service: Service) => readonly NewEvent<ServiceEvent>[];

const asks: fc.Arbitrary<Ask> = fc.oneof(
  fc.record(facts).map((data): Ask => (service) => registerService(command('RegisterService', { ...data, service: 'payments-api' }), service)),
  fc.record(facts).map((data): Ask => (service) => changeService(command('ChangeService', data), service)),
  fc.constant<Ask>((service) => retireService(command('RetireService', {}), service)),
  fc.constant<Ask>((service) => registerImportedService(command('RegisterImportedService', { source: 'helpdesk', key: 'payments-api' }), service)),
);

const decided = (ask: Ask, service: Service): readonly NewEvent<ServiceEvent>[] => {
  try {
    return ask(service);
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
};

const folded = (service: Service, events: readonly NewEvent<ServiceEvent>[]): Service =>
  events.reduce((state, each) => evolve(state, each as EvolvedEvent<ServiceEvent>), service);

describe('a service', () => {
  it('is asked the same thing twice and records it once, whatever happened before', () => {
    let recorded = 0;
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 12 }), (history) => {
        let service: Service = initialState;
        for (const ask of history) {
          const events = decided(ask, service);
          recorded += events.length;
          service = folded(service, events);
          expect(decided(ask, service)).toEqual([]);
        }
      }),
      { seed: 42, numRuns: 300 },
    );
    expect(recorded).toBeGreaterThan(300);
  });

  it('lives in the stream that its tenant and its key name', () => {
    expect(streamName('default', 'payments-api')).toMatch(/^catalog-default\.service:[0-9a-f-]{36}$/);
    expect(streamName('default', 'payments-api')).toBe(streamName('default', 'payments-api'));
    const others = [streamName('default', 'Payments-API'), streamName('elsewhere', 'payments-api')];
    expect(new Set([streamName('default', 'payments-api').slice(-36), ...others.map((each) => each.slice(-36))]).size).toBe(3);
  });
});
