import { Registry, collectDefaultMetrics } from "prom-client";

/** The metrics of one service, with those of its process: memory, processor time, delays, open files. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
