/** So long at most anybody waits for an answer, whatever is away meanwhile: a service says that it cannot long before. */
export const answerWithinMs = 60_000;

export const isUnanswered = (error: unknown): boolean => typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
