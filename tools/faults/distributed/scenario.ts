/** How large a run is. */
export interface Size {
  readonly events: number;
  /** Of the kind that the scenario is about. */
  readonly faults: number;
}

export interface Run {
  readonly seed: number;
  readonly size: Size;
  /** Folder for engines and logs, the scenario's own. */
  readonly dir: string;
  /** Milliseconds since the epoch: a scenario that is not done by then says so as a finding. */
  readonly deadline: number;
  readonly say: (text: string) => void;
}

/** A deliberately wrong variant, and whether the campaign saw what is wrong with it. */
export interface Control {
  readonly what: string;
  readonly caught: boolean;
  /** What was seen of it. */
  readonly found: string;
}

export interface Outcome {
  /** How many of each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly events: number;
  /** Events that the store or a service had answered for. */
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Wrong order, foreign records, unanswered questions, a time box that ended too early. */
  readonly broken: readonly string[];
  /** Null where the scenario asks for none. */
  readonly figuresWrong: readonly string[] | null;
  readonly controls: readonly Control[];
  readonly engines: readonly string[];
  /** What else was counted. */
  readonly note: string;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Of a full run. */
  readonly full: Size;
  /** Of a run that only shows that everything works. */
  readonly short: Size;
  run(run: Run): Promise<Outcome>;
}

/** What an outcome leaves to be desired; empty when nothing. */
export const findings = ({ lost, doubled, broken, figuresWrong, controls }: Outcome): readonly string[] => [
  ...lost.map((each) => `lost: ${each}`),
  ...doubled.map((each) => `doubled: ${each}`),
  ...broken,
  ...(figuresWrong ?? []).map((each) => `wrong figures: ${each}`),
  ...controls.filter(({ caught }) => !caught).map(({ what }) => `not caught: ${what}`),
];
