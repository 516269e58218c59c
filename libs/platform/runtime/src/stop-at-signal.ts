/** Ends the process once it has stopped what it is; a second signal on the way changes nothing. */
export const stopAtSignal = (stop: () => Promise<void>, failed: (error: unknown) => void): void => {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(() => process.exit(0), failed);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, end);
};
