import { ValidateBy, type ValidationOptions } from 'class-validator';
import { BlockList, isIP } from 'node:net';

/** What stands between commas; nothing is an empty list. */
export const listed = (text: string): readonly string[] => (text === '' ? [] : text.split(',').map((each) => each.trim()));

const everyOne = (name: string, holds: (each: string) => boolean, options: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name, validator: { validate: (value: unknown) => typeof value === 'string' && listed(value).every(holds) } }, options);

export const IsListOf = (known: readonly string[], options: ValidationOptions): PropertyDecorator => everyOne('isListOf', (each) => known.includes(each), options);

const networksByName: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  if (more.length > 0 || isIP(address) === 0) return false;
  if (bits === undefined) return true;
  // Everybody is no proxy.
  if (!/^[1-9]\d{0,2}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
};

export const IsProxies = (options: ValidationOptions): PropertyDecorator => everyOne('isProxies', (each) => networksByName.has(each) || isNetwork(each), options);
