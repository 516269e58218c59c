import { defaultMetadataStorage } from 'class-transformer/cjs/storage';

export type InputClass = new () => object;

type Step = (value: unknown) => unknown;

const untouched: Step = (value) => value;
const plans = new WeakMap<InputClass, Map<string, Step>>();

/**
 * A request class with the values of a parsed body. Does what plainToInstance does with @Type and @Transform and nothing
 * else; what has neither is taken over as it is, where plainToInstance would copy it piece by piece.
 */
export const toInstance = <T extends object>(input: new () => T, value: object): T => {
  const plan = plans.get(input) ?? new Map<string, Step>();
  plans.set(input, plan);
  const instance = new input();
  for (const [name, given] of Object.entries(value)) {
    let step = plan.get(name);
    if (!step) {
      step = stepOf(input, name);
      // Names come from outside: only those that mean something are remembered.
      if (step !== untouched) plan.set(name, step);
    }
    (instance as Record<string, unknown>)[name] = step(given);
  }
  return instance;
};

const stepOf = (input: InputClass, name: string): Step => {
  const type = defaultMetadataStorage.findTypeMetadata(input, name);
  const transforms = defaultMetadataStorage.findTransformMetadatas(input, name, 0).map(({ transformFn }) => transformFn);
  const nested = type ? nestedIn(() => type.typeFunction()) : untouched;
  if (transforms.length === 0) return nested;
  return (value) => transforms.reduce((given, transform) => transform({ value: given }), nested(value));
};

const nestedIn =
  (inner: () => InputClass): Step =>
  (value) => {
    if (Array.isArray(value)) return value.map(nestedIn(inner));
    return typeof value === 'object' && value !== null ? toInstance(inner(), value) : value;
  };
