import { inProcess } from './world';

type Test = () => Promise<void>;

/** A test of one row of the catalogue of bad inputs; its number is in the test's name. */
export const row = (number: number, what: string, test: Test): void => {
  it(`row ${number}: ${what}`, test);
};

/** The same for each of several variants, by name. */
export const rowEach = <T>(number: number, what: string, variants: Readonly<Record<string, T>>, test: (variant: T, name: string) => Promise<void>): void => {
  it.each(Object.entries(variants))(`row ${number}: ${what}: %s`, (name, variant) => test(variant, name));
};

/** Of what only a standalone in this process can show, and why. */
export const rowInProcess = (number: number, reason: string, what: string, test: Test): void => {
  inProcess(reason)(`row ${number}: ${what}`, test);
};
