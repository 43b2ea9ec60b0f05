import { Counter, Gauge, Registry } from "prom-client";

/** What the agent counts, for Prometheus. */
export type AgentMetrics = ReturnType<typeof createAgentMetrics>;

/** Metrics in a registry of their own: several agents may run in one process. */
export function createAgentMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `tfgrid_node_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `tfgrid_node_${name}`, help, labelNames, registers });
  return {
    registry,
    made: counter("heartbeats_total", "Heartbeats made"),
    sequence: gauge("heartbeat_sequence", "Sequence number of the last heartbeat"),
    sentAt: gauge("heartbeat_time_seconds", "Time of the last heartbeat, unix seconds"),
    pending: gauge("heartbeats_pending", "Heartbeats that a collector has not got", ["collector"]),
    refused: counter("heartbeats_refused_total", "Heartbeats refused for good", ["collector", "error"]),
    collectorFailures: counter("collector_failures_total", "Failed attempts to deliver", ["collector"]),
    forks: counter("sequence_forks_total", "Signs of a second machine with the same key"),
    clockSteps: counter("clock_steps_total", "Times that the clock was set by more than the rules allow"),
    hookFailures: counter("hook_failures_total", "Hooks that failed", ["kind"]),
    reservations: gauge("reservations", "Reservations that the node knows, by state", ["state"]),
    failures: counter("failures_total", "Steps that failed and are tried again", ["step"]),
  };
}
