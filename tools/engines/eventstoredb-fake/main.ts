// The wire fake as a process: `--port N --file F`. It ends with whoever started it, and says its address in one line.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { startFakeEventStore } from './fake-server';
import type { Faults } from './faults';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, file: { type: 'string' }, 'control-port': { type: 'string', default: '0' } } });

const main = async (): Promise<void> => {
  const fake = await startFakeEventStore({ port: Number(values.port), file: values.file ?? null });
  // POST a JSON object of faults; {"endSubscriptions":"end"} and {"endSubscriptions":"reset"} end what is open.
  const control = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { endSubscriptions, ...faults } = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Partial<Faults> & { endSubscriptions?: 'end' | 'reset' };
      Object.assign(fake.faults, faults);
      if (endSubscriptions) fake.endSubscriptions(endSubscriptions);
      response.end(JSON.stringify(fake.faults));
    });
  });
  control.listen(Number(values['control-port']), '127.0.0.1', () => {
    const { port } = control.address() as { port: number };
    process.stdout.write(`${JSON.stringify({ url: fake.url, control: `http://127.0.0.1:${port}` })}\n`);
  });
  process.stdin.resume().on('end', () => process.exit(0));
};

void main();
