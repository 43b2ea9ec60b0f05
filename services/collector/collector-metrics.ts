import type { Registry } from "prom-client";
import { Counter, Gauge } from "prom-client";
import type { HeartbeatResult } from "../../sdk/heartbeats/collector-api.ts";
import type { NodeRegistry } from "./node-registry.ts";

/** What a collector counts. */
export interface CollectorMetrics {
  readonly countResults: (results: readonly HeartbeatResult[]) => void;
  readonly watchUnderWay: (underWay: () => number) => void;
}

/** Adds a collector's metrics to those of its process. */
export function createCollectorMetrics(registers: Registry, registry: NodeRegistry): CollectorMetrics {
  const counter = new Counter({
    name: "collector_heartbeats_total",
    help: "Heartbeats by what became of them; refused ones by the reason",
    labelNames: ["status"],
    registers: [registers],
  });
  gauge(
    registers,
    "collector_chain_read_timestamp_seconds",
    "When the keys of nodes were last read",
    registry.refreshedAt,
  );
  return {
    countResults: (results) => {
      for (const { status, error } of results) counter.inc({ status: error ?? status });
    },
    watchUnderWay: (underWay) => {
      gauge(registers, "collector_heartbeats_under_way", "Heartbeats that wait to be checked or written", underWay);
    },
  };
}

function gauge(registers: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registers],
    collect() {
      this.set(read());
    },
  });
}
