import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { CodedError, errorCode } from '@firebreak/event-sourcing';
import { stopAtSignal } from '@firebreak/runtime';
import { createLogger, startTracing, tracingSettings } from '@firebreak/telemetry';
import { startArguments, type StartArguments } from './arguments';
import { killAt } from './failpoints';
import { figuresTable } from './figures-table';
import { getAs } from './in-process-client';
import { loadSampleHistory } from './sample-history/load-sample-history';
import { localOperator, startStandalone, tenant, type Standalone } from './start-standalone';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const tell = async (standalone: Standalone, url: string, args: StartArguments): Promise<void> => {
  const now = standalone.clock.now();
  const code = standalone.sessions.createCode({ id: localOperator.id, tenant, roles: localOperator.roles });
  const get = await getAs(standalone, localOperator);
  // One piece, so that whoever waits for a line of it has all of it.
  say(
    [
      `\n${await figuresTable(get, now)}\n`,
      `Sign in   ${url}/?code=${code}  (works once, for ten minutes)`,
      `API       ${url}/docs`,
      `Data      ${args.dir}`,
      'Stop      Ctrl-C',
    ].join('\n'),
  );
};

const failed = (error: unknown): void => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
};

/** Exit 78: what was asked for or found cannot be started on. */
const refuse = (error: unknown): never => {
  const details = errorCode(error) === undefined ? {} : (error as { details: object }).details;
  process.stderr.write(`firebreak: ${errorCode(error) ?? String(error)} ${JSON.stringify(details)}\n`);
  process.exit(78);
};

/** Asked before anything is made, not after the sample has been played. */
const portIsFree = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', () => reject(new CodedError('port-in-use', { port, whatToDo: 'choose another with --port' })));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });

const main = async (): Promise<void> => {
  const args = startArguments(process.argv.slice(2));
  await portIsFree(args.port).catch(refuse);
  const logger = createLogger({ level: 'warn' });
  const { settings, problems } = tracingSettings(process.env);
  if (problems.length > 0) refuse(new CodedError('invalid-configuration', { problems }));
  const failpoint = process.env['FIREBREAK_FAILPOINT'];
  const standalone = await startStandalone({ dir: args.dir, logger, tracing: (metrics) => startTracing(settings, { service: 'standalone', metrics, logger }), ...(failpoint ? { failpoint: killAt(failpoint) } : {}) }).catch(refuse);
  stopAtSignal(() => standalone.stop(), failed);
  const { isNew, sampleFile } = standalone.folder;
  if (args.sample && (isNew || existsSync(sampleFile))) await loadSampleHistory(standalone, { seed: args.seed, say });
  const url = await standalone.listen(args.port).catch(refuse);
  await tell(standalone, url, args);
};

void main();
