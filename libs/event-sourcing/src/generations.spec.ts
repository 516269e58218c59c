import {
  askDrop,
  askRollBack,
  askSwitch,
  baseName,
  beginRebuild,
  counted,
  doSwitch,
  dropped,
  fedGenerations,
  firstGeneration,
  generationName,
  generationSpec,
  judged,
  nextLive,
  verifying,
  type ControlChange,
  type GenerationControl,
} from './generations';

const now = '2026-03-05T10:11:12.345Z';
const after = (...changes: ControlChange[]): GenerationControl => changes.reduce((control, change) => change(control), firstGeneration);
const begun = beginRebuild(now, false);
const verified = judged(2, now, null);
const switched = [begun, verified, doSwitch(now)];

it('builds beside the live generation, and switches by itself once it is verified', () => {
  expect(after(begun)).toMatchObject({ live: 1, building: 2, phase: 'building', startedAt: now });
  expect(after(begun, counted(2, 9), verified)).toMatchObject({ live: 1, building: 2, phase: 'switching', target: 9, verifiedAt: now });
  expect(after(...switched)).toMatchObject({ live: 2, building: null, previous: 1, phase: 'idle', switchedAt: now });
});

it('waits to be told where it was asked to', () => {
  const waiting = after(beginRebuild(now, true), verified);
  expect(waiting).toMatchObject({ live: 1, phase: 'verified' });
  expect(askSwitch(waiting)).toMatchObject({ live: 1, phase: 'switching' });
});

it('does not switch to what is not verified', () => {
  const refusing = after(begun, judged(2, now, 'streams-behind'));
  expect(refusing).toMatchObject({ phase: 'building', refusal: 'streams-behind' });
  expect(doSwitch(now)(refusing)).toBe(refusing);
  expect(() => askSwitch(refusing)).toThrow(expect.objectContaining({ code: 'not-verified', details: { refusal: 'streams-behind' } }));
});

it('says since when it is being compared with its source, until that is judged or given up', () => {
  const [comparing, later] = [after(begun, verifying(2, now)), '2026-03-05T11:00:00.000Z'];
  expect(comparing).toMatchObject({ phase: 'building', verifyingSince: now });
  expect(verifying(2, later)(comparing)).toBe(comparing);
  for (const change of [verified, judged(2, now, 'streams-behind'), askDrop]) expect(change(comparing)).toMatchObject({ verifyingSince: null });
  const refused = judged(2, now, 'streams-behind');
  expect(after(begun, refused, verifying(2, now), refused, verifying(2, later))).toMatchObject({ refusal: 'streams-behind', verifyingSince: later });
  for (const control of [firstGeneration, after(begun, verified)]) expect(verifying(2, now)(control)).toBe(control);
});

it('stays quiet when told twice', () => {
  for (const control of [after(begun), after(begun, verified)]) expect(beginRebuild(now, false)(control)).toBe(control);
  for (const [change, control] of [[askSwitch, after(begun, verified)], [askSwitch, after(...switched)], [askDrop, firstGeneration]] as const) expect(change(control)).toBe(control);
  const back = after(...switched, askRollBack, doSwitch(now));
  expect(back).toMatchObject({ live: 1, previous: 2 });
  expect(askRollBack(back)).toBe(back);
  expect(verified(after(...switched))).toEqual(after(...switched));
});

it('goes back, and forward again', () => {
  expect(after(...switched, askRollBack)).toMatchObject({ live: 2, phase: 'rolling-back' });
  expect(after(...switched, askRollBack, doSwitch(now), askSwitch, doSwitch(now))).toMatchObject({ live: 2, previous: 1, phase: 'idle' });
});

it('has nowhere to go without another generation', () => {
  expect(() => askSwitch(firstGeneration)).toThrow(expect.objectContaining({ code: 'nothing-to-switch-to' }));
  expect(() => askRollBack(firstGeneration)).toThrow(expect.objectContaining({ code: 'nothing-to-roll-back-to' }));
  expect(() => askRollBack(after(begun))).toThrow(expect.objectContaining({ code: 'nothing-to-roll-back-to' }));
});

it('does one thing after the other', () => {
  const switching = after(begun, verified);
  const rollingBack = after(...switched, askRollBack);
  for (const refusing of [() => askRollBack(switching), () => askDrop(switching), () => begun(rollingBack), () => askSwitch(rollingBack)]) {
    expect(refusing).toThrow(expect.objectContaining({ code: 'switch-under-way' }));
  }
});

it('gives up what is not live, and never gives a number twice', () => {
  expect(after(begun, askDrop)).toMatchObject({ live: 1, building: null, phase: 'idle', dropping: [2] });
  expect(after(begun, askDrop, dropped(2), begun)).toMatchObject({ building: 3, dropping: [] });
  expect(after(...switched, askDrop)).toMatchObject({ live: 2, previous: null, dropping: [1] });
  expect(after(...switched, begun)).toMatchObject({ live: 2, building: 3, previous: null, dropping: [1] });
});

it('says who is fed, and who may be live next', () => {
  expect(fedGenerations(after(begun))).toEqual([1, 2]);
  expect(fedGenerations(after(...switched))).toEqual([2, 1]);
  expect([after(begun), after(begun, verified), after(...switched), after(...switched, askRollBack)].map(nextLive)).toEqual([null, 2, null, 1]);
});

it('leaves the names of the first generation as they were', () => {
  expect([1, 2].map((generation) => generationName('facts', generation))).toEqual(['facts', 'facts.g2']);
  expect(['facts', 'facts.g12'].map(baseName)).toEqual(['facts', 'facts']);
  expect([1, 2].map((generation) => generationSpec({ name: 'facts_v1', indexes: [] }, generation).name)).toEqual(['facts_v1', 'facts_v1_g2']);
});
