import type { Engine } from './engine';

/** A server that somebody else runs. Who logs in at it is nobody's business. */
export const given = (url: string, what: string, variable: string): Engine => {
  const notOurs = (): Promise<never> => Promise.reject(new Error(`What ${variable} names is stopped and started by its owner.`));
  return { url, what: `${what} at ${url.replace(/\/\/[^@/]*@/, '//')}`, stop: () => Promise.resolve(), kill: notOurs, restart: notOurs };
};
