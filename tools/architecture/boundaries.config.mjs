// Only the rule between projects, for the spec that proves that it fires.
import tseslint from 'typescript-eslint';
import { boundaries } from '../../eslint.config.mjs';

export default [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, boundaries];
