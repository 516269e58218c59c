import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Option, type Command } from 'commander';
import path from 'node:path';
import type { Server } from './http-client';
import { CommandFailed, warn } from './say';

/** Where a command finds what it works on. */
export type Place = { readonly dir: string } | { readonly server: Server };

export const atAddress = (place: Place): place is { readonly server: Server } => 'server' in place;

interface PlaceOptions {
  readonly data: string;
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

export const data = new Option('--data <dir>', 'the data folder').default('.firebreak').argParser((dir: string) => path.resolve(dir));

/** Options of a command that talks to an installation as well as to a data folder. */
export const withAddress = (command: Command): Command =>
  command
    .addOption(data)
    .addOption(new Option('--url <url>', 'an installation at an address, instead of a data folder').env('FIREBREAK_URL'))
    .addOption(new Option('--token-file <file>', 'with --url: a file that holds the token, read again whenever it is used').env('FIREBREAK_TOKEN_FILE'))
    .addOption(new Option('--token <token>', 'with --url: the token; everybody on the machine sees it in the list of processes, so rather use the variable').env('FIREBREAK_TOKEN'));

const isLocal = (host: string): boolean => host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));

const addressOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') throw new CommandFailed(`${text} is no address like https://firebreak.example.org`);
  if (url.username !== '' || url.password !== '') throw new CommandFailed('an address has no user in it; who asks is said by the token');
  if (url.protocol === 'http:' && !isLocal(url.hostname)) warn(`firebreak: the token goes to ${url.host} over a line that anybody between can read`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};

const inFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CommandFailed(`no token can be read from ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
};

/** Bytes that a header cannot hold would be told of with the token in the message. */
const usable = (token: string): string => {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CommandFailed('the token is empty, or has characters that no token has');
  return token;
};

/** What stands on the command line goes before what stands in the environment. @throws CommandFailed */
export const placeOf = (command: Command): Place => {
  const { data: dir, url, token, tokenFile } = command.opts<PlaceOptions>();
  const said = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  if (said('url') && said('data')) throw new CommandFailed('--url or --data, not both');
  if (url === undefined || url === '' || said('data')) return { dir };
  if (said('token') && said('tokenFile')) throw new CommandFailed('--token or --token-file, not both');
  const address = addressOf(url);
  const file = said('token') ? undefined : said('tokenFile') ? tokenFile : token ? undefined : tokenFile;
  if (file === undefined && !token) throw new CommandFailed(`who asks ${address}? Give --token-file, or FIREBREAK_TOKEN`);
  const read = (): string => usable(file === undefined ? token!.trim() : inFile(file));
  read();
  return { server: { url: address, token: read } };
};
