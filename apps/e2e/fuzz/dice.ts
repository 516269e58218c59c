import { seededRandom, type Random } from '@firebreak/standalone';

/** Chance that a seed determines. */
export class Dice {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** From 0 to `below`, exclusive. */
  int(below: number): number {
    return Math.floor(this.random() * below);
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    return values[this.int(values.length)]!;
  }

  /** One of several ways, each as often as its weight says. */
  way<T>(ways: readonly (readonly [weight: number, way: () => T])[]): T {
    let at = this.random() * ways.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, way] of ways) if ((at -= weight) < 0) return way();
    return ways.at(-1)![1]();
  }
}
