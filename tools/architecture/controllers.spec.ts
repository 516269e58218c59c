import path from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { exists, filesLike, root } from './tree';

type Class = abstract new (...args: never[]) => object;

// How Nest records a handler's arguments: the key is `<kind>:<index>`, `data` the single field that is asked for, if any.
const argumentKinds: Record<string, string> = { '3': '@Body', '4': '@Query', '5': '@Param' };
const routeArguments = '__routeArguments__';

interface WholeObject {
  readonly where: string;
  readonly metatype: unknown;
}

const isClass = (value: unknown): value is Class => typeof value === 'function' && value.prototype !== undefined;

const wholeObjectsOf = (controller: Class): WholeObject[] =>
  Object.getOwnPropertyNames(controller.prototype).flatMap((method) => {
    const given = (Reflect.getMetadata(routeArguments, controller, method) ?? {}) as Record<string, { index: number; data?: unknown }>;
    const metatypes = (Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? []) as unknown[];
    return Object.entries(given).flatMap(([key, { index, data }]) => {
      const kind = argumentKinds[key.split(':')[0] ?? ''];
      return kind === undefined || data !== undefined ? [] : [{ where: `${controller.name}.${method} ${kind}`, metatype: metatypes[index] }];
    });
  });

const isValidated = (metatype: unknown): boolean =>
  isClass(metatype) &&
  !([Object, String, Number, Boolean, Array] as unknown[]).includes(metatype) &&
  getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false).length > 0;

const controllerFiles = filesLike(/^(libs|apps)\/.*\.controller\.ts$/);

const controllers = async (): Promise<Class[]> => {
  const modules = await Promise.all(controllerFiles.map((file) => import(path.join(root, file)) as Promise<Record<string, unknown>>));
  return modules.flatMap((module) => Object.values(module)).filter((value): value is Class => isClass(value) && Reflect.hasMetadata('path', value));
};

describe('every controller', () => {
  it('is found', async () => {
    expect((await controllers()).length).toBeGreaterThanOrEqual(exists('libs/contexts') ? controllerFiles.length : 0);
  });

  it('takes whole objects only as classes with validators', async () => {
    const objects = (await controllers()).flatMap(wholeObjectsOf);
    expect(objects.filter(({ metatype }) => !isValidated(metatype)).map(({ where }) => where)).toEqual([]);
  });

  it('would be told apart from one whose request class came as a type', async () => {
    const { Careless, Careful } = await import('./fixtures/metatypes');
    expect(wholeObjectsOf(Careless).map(({ metatype }) => isValidated(metatype))).toEqual([false]);
    expect(wholeObjectsOf(Careful).map(({ metatype }) => isValidated(metatype))).toEqual([true]);
  });
});
