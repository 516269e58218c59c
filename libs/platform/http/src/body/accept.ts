import { CodedError } from '@firebreak/event-sourcing';

const decided = new Map<string, boolean>();
const maxRemembered = 500;

/** Whether an Accept header takes the media type. Problem details are sent in any case. */
export const accepts = (header: string | undefined, mediaType: string): boolean => {
  if (header === undefined || header === '*/*' || header === mediaType) return true;
  const question = `${mediaType} ${header}`;
  const known = decided.get(question);
  if (known !== undefined) return known;
  const answer = taken(header, mediaType);
  if (decided.size >= maxRemembered) decided.clear();
  decided.set(question, answer);
  return answer;
};

/** @throws CodedError `not-acceptable` */
export const checkAccept = (header: string | undefined, mediaType: string): void => {
  if (!accepts(header, mediaType)) throw new CodedError('not-acceptable');
};

/** The most exact range that fits decides; a quality of 0 is a no. */
const taken = (header: string, mediaType: string): boolean => {
  const wanted = [mediaType, `${mediaType.split('/')[0]}/*`, '*/*'];
  const ranges = new Map(
    header.split(',').map((range) => {
      const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((each) => each.startsWith('q='));
      return [type, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
  const range = wanted.find((each) => ranges.has(each));
  return range !== undefined && ranges.get(range)! > 0;
};
