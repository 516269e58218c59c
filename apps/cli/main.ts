import 'reflect-metadata';
import { Command, InvalidArgumentError, Option } from 'commander';
import { shippedMappings } from '@firebreak/importing';
import { parseInstant } from '@firebreak/http';
import { everyRole } from '@firebreak/identity';
import { exportEvents, exportIncidents, type Format } from './commands/export';
import { importFiles } from './commands/import';
import { parkedCommands } from './commands/parked';
import { rebuildCommands } from './commands/rebuild-live';
import { report, type ReportOptions } from './commands/report';
import { backup, doctor, verify } from './commands/store-files';
import { createToken, listTokens, revokeTokens, type TokenOptions } from './commands/token';
import { data, placeOf, withAddress } from './place';
import { CommandFailed, explain, warn } from './say';

const format = new Option('--format <format>', 'one line per record').choices(['jsonl', 'csv']).default('jsonl');

const days = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 90) throw new InvalidArgumentError('1 to 90');
  return value;
};

const instant = (text: string): string => {
  const parsed = parseInstant(text);
  if (parsed === null) throw new InvalidArgumentError('an instant with a zone, such as 2026-03-05T10:11:12Z');
  return parsed;
};

const program = new Command('firebreak').description('Incident and problem management on one history: what the command line does.').showHelpAfterError();

withAddress(program.command('import'))
  .description('bring in the history of another system; the same files again change nothing')
  .argument('<files...>', 'CSV, JSONL or XES, plain or gzip')
  .requiredOption('--mapping <name-or-file>', `a mapping file, or one of ${shippedMappings().join(', ')}`)
  .option('--json', 'the summary as JSON', false)
  .option('--until <instant>', 'only the steps up to an instant (RFC 3339); the rest may follow later', instant)
  .action(async (files: string[], options: { mapping: string; json: boolean; until?: string }, command: Command) => void (await importFiles(files, { ...options, place: placeOf(command) })));

withAddress(program.command('export'))
  .description('everything, without a cap')
  .argument('<what>', 'events or incidents')
  .addOption(format)
  .action((what: string, options: { format: Format }, command: Command) => {
    if (what === 'events') return exportEvents({ ...options, place: placeOf(command) });
    if (what === 'incidents') return exportIncidents({ ...options, place: placeOf(command) });
    throw new CommandFailed('export events or incidents');
  });

withAddress(program.command('report'))
  .description('a figure as the API answers it, as a table or JSON')
  .argument('<metric>', 'time-to-restore, time-to-resolve, time-to-acknowledge, time-to-detect, time-to-close, frequency, reopen-rate or backlog')
  .option('--definition <id>', 'for example first@1')
  .option('--by <dimension>', 'for example service')
  .option('--bucket <bucket>', 'hour, day, week or month')
  .option('--zone <zone>', 'an IANA zone')
  .option('--from <time>', 'a date, or RFC 3339')
  .option('--to <time>', 'a date, or RFC 3339')
  .option('--q <filter>', 'only the incidents that the filter matches')
  .option('--exact', 'percentiles from the facts')
  .option('--json', 'the answer as it is')
  .action((metric: string, options: ReportOptions, command: Command) => report(metric, placeOf(command), options));

program
  .command('verify')
  .description('recompute every hash, id, chain and head of the store')
  .option('--json', 'the result as JSON')
  .addOption(data)
  .action((options: { data: string; json?: boolean }) => verify(options));

program.command('backup').description('copy the store, also while it is written to').argument('<to>', 'the file to make').addOption(data).action(backup);

rebuildCommands(program);

program.command('doctor').description('what is there and whether it can be started on').addOption(data).action(doctor);

parkedCommands(program);

const token = program.command('token').description('named tokens for people and programs; `firebreak token --role ...` is `create`');

token
  .command('create', { isDefault: true })
  .description('print a new token, which is shown this once')
  .requiredOption('--role <role...>', everyRole.join(', '))
  .option('--name <name>', 'what it is called in the list; its subject unless said')
  .option('--subject <id>', 'who it is', 'service')
  .option('--days <n>', 'how long it lasts', days, 30)
  .addOption(data)
  .action((options: TokenOptions) => createToken(options));

token
  .command('list')
  .description('every token that was created here, also those that are over or revoked')
  .option('--json', 'as JSON', false)
  .addOption(data)
  .action((options: { data: string; json: boolean }) => listTokens(options));

token
  .command('revoke')
  .description('end tokens now; a running server takes them from nobody any more')
  .argument('<name-or-id>', 'one by its id, or all of a name')
  .addOption(data)
  .action((which: string, options: { data: string }) => revokeTokens(which, options));

program.parseAsync().catch((error: unknown) => {
  warn(`firebreak: ${explain(error)}`);
  process.exitCode = error instanceof CommandFailed ? error.exitCode : 1;
});
