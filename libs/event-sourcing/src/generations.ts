import { refused } from './errors';
import type { CollectionSpec, ReadStore } from './read-store';
import type { Instant } from './time';

/**
 * Where a read model stands between its generations. `building` is filled from the beginning; `verified` waits to be told;
 * `switching` and `rolling-back` are announced: readers count with another generation from then on.
 */
export type RebuildPhase = 'idle' | 'building' | 'verified' | 'switching' | 'rolling-back';

/** One document for each unit of read models; changed by compare-and-set on its epoch alone. */
export interface GenerationControl {
  /** Grows with every change. */
  readonly epoch: number;
  /** Who reads, reads this generation. */
  readonly live: number;
  readonly building: number | null;
  /** Kept fed, for a roll-back. */
  readonly previous: number | null;
  /** Fed no more; their documents go. */
  readonly dropping: readonly number[];
  /** The greatest number ever given: none is given twice. */
  readonly last: number;
  readonly phase: RebuildPhase;
  /** Waits for somebody to say `switch` when it is verified. */
  readonly manual: boolean;
  /** Events that were there when it began; null until they are counted. */
  readonly target: number | null;
  readonly startedAt: Instant | null;
  /** Its documents are being compared with their source; null while they are not, absent in what an older version wrote. */
  readonly verifyingSince?: Instant | null;
  readonly verifiedAt: Instant | null;
  readonly switchedAt: Instant | null;
  /** Why the generation in the making is not taken, as far as that was looked at. */
  readonly refusal: string | null;
}

/** The first generation has the names that were there before there were any. */
export const firstGeneration: GenerationControl = {
  epoch: 0,
  live: 1,
  building: null,
  previous: null,
  dropping: [],
  last: 1,
  phase: 'idle',
  manual: false,
  target: null,
  startedAt: null,
  verifyingSince: null,
  verifiedAt: null,
  switchedAt: null,
  refusal: null,
};

/** @returns the control as it is to be; the same one where there is nothing to do */
export type ControlChange = (control: GenerationControl) => GenerationControl;

/** Those that are kept up to date, the live one first. */
export const fedGenerations = ({ live, building, previous }: GenerationControl): readonly number[] => [live, ...[building, previous].filter((each) => each !== null)];

/** The one that may become live at any moment; null where none may. */
export const nextLive = ({ phase, building, previous }: GenerationControl): number | null =>
  phase === 'switching' ? (building ?? previous) : phase === 'rolling-back' ? previous : null;

/** Begins a rebuild. What was kept for a roll-back goes. A rebuild under way goes on. */
export const beginRebuild =
  (now: Instant, manual: boolean): ControlChange =>
  (control) => {
    if (control.building !== null) return control;
    if (control.phase !== 'idle') throw refused('switch-under-way', { phase: control.phase });
    const { previous, dropping, last } = control;
    const building = last + 1;
    const begun = { building, last: building, phase: 'building', manual, target: null, startedAt: now, verifyingSince: null, verifiedAt: null, refusal: null } as const;
    return { ...control, ...begun, previous: null, dropping: previous === null ? dropping : [...dropping, previous] };
  };

export const counted =
  (generation: number, target: number): ControlChange =>
  (control) =>
    control.building === generation && control.target === null ? { ...control, target } : control;

export const verifying =
  (generation: number, now: Instant): ControlChange =>
  (control) =>
    control.building === generation && control.phase === 'building' && !control.verifyingSince ? { ...control, verifyingSince: now } : control;

/** The documents were compared with their source. @param refusal what is wrong with them */
export const judged =
  (generation: number, now: Instant, refusal: string | null): ControlChange =>
  (control) => {
    if (control.building !== generation || control.phase !== 'building') return control;
    if (refusal !== null) return control.refusal === refusal && !control.verifyingSince ? control : { ...control, verifyingSince: null, refusal };
    return { ...control, phase: control.manual ? 'verified' : 'switching', verifyingSince: null, verifiedAt: now, refusal: null };
  };

/** Announces that the newer generation becomes the live one. @throws CodedError `not-verified`, `nothing-to-switch-to`, `switch-under-way` */
export const askSwitch: ControlChange = (control) => {
  const { phase, building, previous, live } = control;
  if (phase === 'switching') return control;
  if (phase === 'building') throw refused('not-verified', { refusal: control.refusal });
  if (phase === 'rolling-back') throw refused('switch-under-way', { phase });
  if (building !== null) return { ...control, phase: 'switching' };
  if (previous === null) throw refused('nothing-to-switch-to');
  return previous > live ? { ...control, phase: 'switching' } : control;
};

/** Announces that the older generation becomes live again. @throws CodedError `nothing-to-roll-back-to`, `switch-under-way` */
export const askRollBack: ControlChange = (control) => {
  const { phase, previous, live } = control;
  if (phase === 'rolling-back') return control;
  if (phase === 'switching') throw refused('switch-under-way', { phase });
  if (previous === null || control.building !== null) throw refused('nothing-to-roll-back-to');
  return previous < live ? { ...control, phase: 'rolling-back' } : control;
};

/** The announced switch, forward or back. */
export const doSwitch =
  (now: Instant): ControlChange =>
  (control) => {
    const next = nextLive(control);
    return next === null ? control : { ...control, live: next, previous: control.live, building: null, phase: 'idle', switchedAt: now };
  };

/** Gives up what is not live: the generation in the making, or the one kept for a roll-back. */
export const askDrop: ControlChange = (control) => {
  const { phase, building, previous, dropping } = control;
  if (phase === 'switching' || phase === 'rolling-back') throw refused('switch-under-way', { phase });
  const gone = building ?? previous;
  if (gone === null) return control;
  return building === null
    ? { ...control, previous: null, dropping: [...dropping, gone] }
    : { ...control, building: null, phase: 'idle', target: null, verifyingSince: null, refusal: null, dropping: [...dropping, gone] };
};

export const dropped =
  (generation: number): ControlChange =>
  (control) =>
    control.dropping.includes(generation) ? { ...control, dropping: control.dropping.filter((each) => each !== generation) } : control;

/** A reader, group, projection of a generation, as checkpoints, parked events and metrics name it. */
export const generationName = (name: string, generation: number): string => (generation === 1 ? name : `${name}.g${generation}`);

/** Of what it is a generation. */
export const baseName = (name: string): string => name.replace(/\.g\d+$/, '');

export const generationSpec = (spec: CollectionSpec, generation: number): CollectionSpec =>
  generation === 1 ? spec : { ...spec, name: `${spec.name}_g${generation}` };

/** The read store as one generation of a unit sees it: its own collections, and everybody else's as `others` has them. */
export const generationStore = (store: ReadStore, others: ReadStore, own: ReadonlySet<string>, generation: number): ReadStore => ({
  collection: (spec) => (own.has(spec.name) ? store.collection(generationSpec(spec, generation)) : others.collection(spec)),
  drop: (name) => store.drop(generationSpec({ name, indexes: [] }, generation).name),
  batch: (work) => store.batch(work),
});
