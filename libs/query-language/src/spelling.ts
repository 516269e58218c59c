import type { Comparison } from './query';

// The tokenizer and the printer share these rules: what is bare in one must be bare in the other.

const blank = /[\s\p{Cc}]/u;
const bareText = /^[^\s\p{Cc}()"-][^\s\p{Cc}()]*$/u;
const bareValue = /^[^\s\p{Cc}(),"<>][^\s\p{Cc}(),]*$/u;
const bareEnd = /^[^\s\p{Cc}(),"=][^\s\p{Cc}(),]*$/u;

/** `name:` at the position. */
export const fieldPrefix = /[A-Za-z][\w.-]*:/y;
export const comparison = /[<>]=?/y;
export const isComparison = (text: string): text is Comparison => /^[<>]=?$/.test(text);

export const endsText = (char: string | undefined): boolean =>
  char === undefined || char === '(' || char === ')' || blank.test(char);
export const endsValue = (char: string | undefined): boolean => char === ',' || endsText(char);
export const isBlank = (char: string): boolean => blank.test(char);
export const isOr = (text: string): boolean => text.toLowerCase() === 'or';

export const isBareText = (text: string): boolean => bareText.test(text) && !isOr(text) && !/^[A-Za-z][\w.-]*:/.test(text);
export const isBareValue = (text: string): boolean => bareValue.test(text) && (text === '..' || !text.includes('..'));

const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

export const spellText = (text: string, phrase: boolean): string => (!phrase && isBareText(text) ? text : quote(text));
export const spellWord = (text: string, quoted = false): string => (!quoted && isBareValue(text) ? text : quote(text));
/** The value of a comparison or the upper end of a range. */
export const spellEnd = (text: string): string => (bareEnd.test(text) ? text : quote(text));
/** The lower end of a range: what follows it is `..`. */
export const spellStart = (text: string): string => (isBareValue(text) && text !== '..' && !text.endsWith('.') ? text : quote(text));
