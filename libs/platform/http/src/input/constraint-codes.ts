/** What class-validator's constraints are called in `errors`. */
const codes: Readonly<Record<string, string>> = {
  whitelistValidation: 'unknown-property',
  unknownValue: 'invalid',
  isDefined: 'required',
  isNotEmpty: 'required',
  isString: 'not-a-string',
  isInt: 'not-an-integer',
  isNumber: 'not-a-number',
  isBoolean: 'not-a-boolean',
  isArray: 'not-a-list',
  isObject: 'not-an-object',
  nestedValidation: 'not-an-object',
  isIn: 'unknown-value',
  isEnum: 'unknown-value',
  isUuid: 'invalid-id',
  min: 'out-of-range',
  max: 'out-of-range',
  minLength: 'too-short',
  maxLength: 'too-long',
  isLength: 'wrong-length',
  arrayMinSize: 'too-few',
  arrayMaxSize: 'too-many',
  arrayUnique: 'repeated',
  arrayNotEmpty: 'too-few',
  matches: 'wrong-form',
};

const code = /^[a-z]+(-[a-z]+)*$/;

/** Our own validators say their code as the message; a text of the library never leaves the process. */
export const codeOfConstraint = (name: string, message: string): string => {
  const known = codes[name];
  if (known !== undefined) return known;
  return code.test(message) ? message : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '');
};
