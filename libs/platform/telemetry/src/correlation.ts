const carried = /^[A-Za-z0-9._:-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

type Header = string | readonly string[] | undefined;

/** What ties a request to its events: `X-Correlation-Id`, else the trace of `traceparent`, else a fresh id. Anything odd is ignored. */
export const correlationOf = (headers: Readonly<Record<string, Header>>, fresh: () => string): string => {
  const given = headers['x-correlation-id'];
  if (typeof given === 'string' && carried.test(given)) return given;
  const parent = headers['traceparent'];
  return (typeof parent === 'string' ? traceparent.exec(parent)?.[1] : undefined) ?? fresh();
};
