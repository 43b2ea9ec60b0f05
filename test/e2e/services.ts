import type { RunningCommand } from "./tfgrid-process.ts";

/** A service in a process of its own, as people run it. */
export interface Service {
  readonly url: string;
  /** Ends it as a power cut does, without a word to it. */
  readonly kill: () => Promise<void>;
}

/** Waits until a service that was started says where it listens. */
export function whenListening(running: RunningCommand): Promise<Service> {
  const kill = async () => {
    running.kill();
    await running.outcome;
  };
  return new Promise((resolve, reject) => {
    running.onProgress((err) => {
      const [, url] = /Server listening at (http:[^"\s]+)"/.exec(err) ?? [];
      if (url !== undefined) resolve({ url, kill });
    });
    void running.outcome.then(({ code, err }) => {
      reject(new Error(`The service ended with ${String(code)}: ${err}`));
    });
  });
}
