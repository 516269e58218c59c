import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { playAll, seedsFrom } from './campaign';
import { controls } from './controls/controls';
import type { Shape } from './world';

// node --enable-source-maps -r @swc-node/register tools/simulator/main.ts --schedules 10000 --seed 1
// With --controls it counts, for each way to do it wrong, how many of the schedules find it wrong.

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '2500' },
    seed: { type: 'string', default: '1' },
    shape: { type: 'string' },
    trace: { type: 'boolean', default: false },
    controls: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const tellControls = async (seeds: readonly number[]): Promise<number> => {
  let missed = 0;
  for (const { name, right, play } of controls) {
    const wrong: number[] = [];
    for (const seed of seeds) if ((await play(seed)).length > 0) wrong.push(seed);
    if (right !== (wrong.length === 0)) missed += 1;
    say(`${right ? 'right' : 'wrong'} ${name.padEnd(58)} ${wrong.length} of ${seeds.length}, first ${wrong[0] ?? 'none'}`);
  }
  return missed;
};

const tellShapes = async (shapes: readonly Shape[], seeds: readonly number[]): Promise<number> => {
  let found = 0;
  for (const shape of shapes) {
    const before = seconds();
    const { schedules, steps, wrong } = await playAll(shape, seeds, values.trace ? (lines) => lines.forEach((line) => say(line)) : undefined);
    const took = seconds() - before;
    for (const line of wrong) say(line);
    found += wrong.length;
    say(`${shape}: ${schedules} schedules, ${steps} steps, ${wrong.length} wrong, ${took.toFixed(1)} s of one core, ${(schedules / took).toFixed(0)} a second`);
  }
  return found;
};

const seeds = seedsFrom(Number(values.seed), Number(values.schedules));
const shapes: readonly Shape[] = values.shape === undefined ? ['embedded', 'distributed'] : [values.shape as Shape];
void (values.controls ? tellControls(seeds) : tellShapes(shapes, seeds)).then((bad) => void (process.exitCode = bad === 0 ? 0 : 1));
