const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Waits until the process is asked to stop, and tells by which signal. A second signal ends it at once, as always. */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      for (const one of SIGNALS) process.removeListener(one, onSignal);
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
