import 'reflect-metadata';
import { errorCode } from '@firebreak/event-sourcing';
import { stopAtSignal } from '@firebreak/runtime';
import { tracingSettings } from '@firebreak/telemetry';
import { configurationOf, type Configuration } from './configuration';
import { prepareService, startService, type ServiceDefinition } from './start-service';

/** Exit 78: what was said or found cannot be started on. Anything else may be better at the next start. */
const lasting = ['invalid-configuration', 'unsafe-write-concern', 'insecure-credentials', 'invalid-issuer', 'store-behind-topic'];

const refuse = (error: unknown): never => {
  const code = errorCode(error);
  const details = code === undefined ? {} : (error as { details: Record<string, unknown> }).details;
  const problems = Array.isArray(details['problems']) ? (details['problems'] as string[]).join('; ') : JSON.stringify(details);
  process.stderr.write(`firebreak: ${code ?? String(error)}: ${problems}\n`);
  process.exit(code !== undefined && lasting.includes(code) ? 78 : 1);
};

/** The whole life of a service's process; `--prepare` makes what it needs in its engines and ends. */
export const runService = async (definition: ServiceDefinition): Promise<void> => {
  const { settings, problems } = tracingSettings(process.env);
  const read = (): Configuration => configurationOf(process.env, problems);
  try {
    if (process.argv.includes('--prepare')) {
      await prepareService(definition, read());
      process.exit(0);
    }
    const service = await startService(definition, read(), settings);
    stopAtSignal(() => service.stop(), refuse);
  } catch (error) {
    refuse(error);
  }
};
