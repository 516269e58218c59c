import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Engine, EngineOptions } from './engine';
import { freePort } from './ports';
import { asProperties, kafkaSettings, kafkaVersion } from './kafka-settings';

const cache = path.join(__dirname, '../../node_modules/.cache/firebreak', `kafka-${kafkaVersion}`);
const clusterId = 'RmlyZWJyZWFrVGVzdHMwMQ';
const patienceMs = 60_000;

const run = (command: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> => promisify(execFile)(command, args, { maxBuffer: 2 ** 26 });

const answers = async (command: string, flag: string): Promise<boolean> => {
  try {
    await run(command, [flag]);
    return true;
  } catch {
    return false;
  }
};

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>firebreak</groupId><artifactId>test-broker</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}</dependencies>
</project>`;

/** @returns the folder of the broker's jars; it gets its name when it is complete */
const jars = async (say: (line: string) => void): Promise<string> => {
  if (!(await answers('java', '-version'))) throw new Error('No Kafka broker: set KAFKA_BROKERS, or start Docker, or install Java 17 and Maven.');
  const folder = path.join(cache, 'libs');
  if (existsSync(folder)) return folder;
  if (!(await answers('mvn', '-version'))) throw new Error('No Kafka broker: set KAFKA_BROKERS, or start Docker, or install Maven beside Java.');
  say(`fetching Apache Kafka ${kafkaVersion} with Maven`);
  const part = path.join(cache, `part-${process.pid}`);
  mkdirSync(part, { recursive: true });
  writeFileSync(path.join(part, 'pom.xml'), project);
  const noNetwork = (): never => {
    throw new Error(`Apache Kafka ${kafkaVersion} could not be fetched with Maven: is there a network?`);
  };
  await run('mvn', ['-q', '-B', '-f', path.join(part, 'pom.xml'), 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${path.join(part, 'libs')}`]).catch(noNetwork);
  if (!existsSync(folder)) renameSync(path.join(part, 'libs'), folder);
  rmSync(part, { recursive: true });
  return folder;
};

// It lives for minutes beside all else on the machine: the second compiler would never earn what it takes.
const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:+PerfDisableSharedMem', '-Djava.awt.headless=true', '-Dorg.slf4j.simpleLogger.showDateTime=true'];

/** One broker that is its own controller, as a process of its own; it ends with us. */
export const startKafkaFromJars = async ({ dir, port: wanted = 0, say = () => undefined }: EngineOptions): Promise<Engine> => {
  const classpath = `${await jars(say)}/*`;
  const port = wanted === 0 ? await freePort() : wanted;
  const file = (name: string): string => path.join(path.resolve(dir), name);
  mkdirSync(dir, { recursive: true });
  const settings = kafkaSettings({ bind: '127.0.0.1', port, listen: port, controller: await freePort(), data: file('data') });
  writeFileSync(file('server.properties'), asProperties(settings));
  await run('java', [...java, '-Xmx128m', '-cp', classpath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file('server.properties'), '--ignore-formatted']);

  let child: ChildProcess | null = null;
  process.once('exit', () => child?.kill('SIGKILL'));

  const start = async (): Promise<void> => {
    const log = openSync(file('kafka.log'), 'w');
    const args = [...java, '-Xms256m', '-Xmx256m', '-cp', classpath, 'kafka.Kafka', file('server.properties')];
    const started = spawn('java', args, { stdio: ['ignore', log, log] });
    closeSync(log);
    child = started;
    for (let waited = 0; waited < patienceMs; waited += 50) {
      // Said when the broker is let in, so that clients work at once.
      if (readFileSync(file('kafka.log'), 'utf8').includes('Kafka Server started')) return;
      if (started.exitCode !== null || started.signalCode !== null) break;
      await after(50);
    }
    started.kill('SIGKILL');
    throw new Error(`Kafka did not start, see ${file('kafka.log')}.`);
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    const patience = setTimeout(() => ending.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(patience);
  };

  await start();
  say(`Apache Kafka ${kafkaVersion} at 127.0.0.1:${port}`);
  return {
    url: `127.0.0.1:${port}`,
    what: `Apache Kafka ${kafkaVersion}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
  };
};
