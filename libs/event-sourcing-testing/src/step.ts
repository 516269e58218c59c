/**
 * Lets a scheduler stand between a caller and an effect. `step` is awaited before and after each operation's effect
 * with `<port>.<operation>:before` or `:after`; one that rejects, or never resolves, is a crash at that place.
 */
export interface StepHooks {
  readonly step?: (label: string) => Promise<void>;
}

export type Stepped = <T>(operation: string, effect: () => T) => Promise<T>;

export const stepped = (port: string, hooks: StepHooks): Stepped => {
  const { step } = hooks;
  return async (operation, effect) => {
    if (step === undefined) return effect();
    await step(`${port}.${operation}:before`);
    const result = effect();
    await step(`${port}.${operation}:after`);
    return result;
  };
};
