export type ImportErrorCode = 'bad-mapping' | 'unknown-mapping' | 'unreadable-file' | 'wrong-format' | 'missing-column';

/** Stops an import before any case is handed out. What is wrong with a single row never throws: it is reported. */
export class ImportError extends Error {
  readonly code: ImportErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ImportErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ImportError';
    this.code = code;
    this.details = details;
  }
}
