import { persistently, tellingWaits, type Answer } from './persistently';

const answered = (status: number, code?: string, retryAfter?: string): Answer => ({ status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter }, body: code === undefined ? null : { code } });
const away = answered(503, 'store-unavailable', '2');

const asking = (ms: number, answer: (n: number, now: number) => Answer | Error) => {
  let now = 0;
  let asked = 0;
  const waits: [string, number][] = [];
  const time = { monotonic: () => now, pause: async (millis: number) => void (now += millis) };
  const ask = async (): Promise<Answer> => {
    const given = answer((asked += 1), now);
    if (given instanceof Error) throw given;
    return given;
  };
  const outcome = persistently(ask, (error) => (error as Error).message === 'lasting', { ms, waits: (...each) => void waits.push(each) }, time);
  return { outcome, waits, asked: () => asked, now: () => now };
};

describe('a request that is kept', () => {
  it('outlasts whatever passes in time, and says each time what it was', async () => {
    const { outcome, waits } = asking(600_000, (n) => [away, new Error('ECONNRESET'), answered(502), answered(503, 'overloaded', '0')][n - 1] ?? answered(200));
    expect((await outcome).status).toBe(200);
    expect(waits).toEqual([['store-unavailable', 0], ['nobody answers', 2_000], ['status 502', 3_000], ['overloaded', 4_000]]);
  });

  it('goes on behind an engine that is away for minutes', async () => {
    const { outcome, now } = asking(600_000, (_, at) => (at < 300_000 ? away : answered(200)));
    expect([(await outcome).status, now()]).toEqual([200, 300_000]);
  });

  it('is given up at its time, with what was said last', async () => {
    const { outcome, now } = asking(600_000, () => away);
    expect([await outcome, now()]).toEqual([away, 600_000]);
    await expect(asking(10_000, () => new Error('ECONNREFUSED')).outcome).rejects.toThrow('ECONNREFUSED');
  });

  it('is not sent again where that changes nothing', async () => {
    const { outcome, asked } = asking(600_000, () => answered(422, 'invalid-input'));
    expect([(await outcome).status, asked()]).toEqual([422, 1]);
    await expect(asking(600_000, () => new Error('lasting')).outcome).rejects.toThrow('lasting');
  });
});

describe('what is told of it', () => {
  it('is a line when it has taken long, and one each time that it has taken twice as long', () => {
    const lines: string[] = [];
    const waits = tellingWaits((line) => void lines.push(line));
    for (let millis = 0; millis <= 60_000; millis += 1_000) waits('store-unavailable', millis);
    waits('overloaded', 0);
    waits('overloaded', 6_000);
    expect(lines.map((line) => line.replace(/\. .*/, ''))).toEqual([5, 10, 20, 40].map((seconds) => `waiting   for ${seconds} s: store-unavailable`).concat('waiting   for 6 s: overloaded'));
  });
});
