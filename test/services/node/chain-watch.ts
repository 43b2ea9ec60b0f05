import type { Signer } from "ethers";
import { createAgentMetrics } from "../../../services/node/agent-metrics.ts";
import type { StateKeeper } from "../../../services/node/agent-state.ts";
import { openState } from "../../../services/node/agent-state.ts";
import type { HookEvent, HookKind } from "../../../services/node/hook.ts";
import { createReservationWatch } from "../../../services/node/watch-reservations.ts";
import { watchPower } from "../../../services/node/watch-power.ts";
import type { GridSource } from "../../../sdk/network/connect-deployment.ts";
import { keptLog } from "./kept-log.ts";

/** A hook that remembers its events and fails or dies when a test wants it. */
export interface KeptHook {
  readonly events: HookEvent[];
  /** The kinds of its events, in order. */
  readonly kinds: () => HookKind[];
  failing: HookKind | undefined;
  /** The process dies while the hook of this kind runs, after it has done its work. */
  dying: HookKind | undefined;
  output: string;
}

/** What watches the chain for node 1, on a folder as after each start. */
export interface ChainWatch {
  readonly hook: KeptHook;
  readonly log: ReturnType<typeof keptLog>;
  readonly state: StateKeeper;
  readonly metrics: ReturnType<typeof createAgentMetrics>;
  /** Looks once, long after what failed before. */
  readonly look: () => Promise<void>;
  readonly lookAtPower: () => Promise<boolean>;
  readonly parts: Parameters<typeof createReservationWatch>[0];
}

export function keptHook(): KeptHook {
  const events: HookEvent[] = [];
  return { events, kinds: () => events.map(({ kind }) => kind), failing: undefined, dying: undefined, output: "{}" };
}

export function startWatch(source: GridSource, signer: Signer, folder: string, hook = keptHook()): ChainWatch {
  const [log, metrics, state] = [keptLog(), createAgentMetrics(), openState(folder)];
  let uptime = 0;
  const parts = {
    nodeId: 1,
    source,
    grid: source.grid,
    signer,
    state,
    log,
    metrics,
    uptime: () => uptime,
    hook: (event: HookEvent) => {
      hook.events.push(event);
      if (hook.dying === event.kind) return new Promise<never>(() => undefined);
      const isDone = hook.failing !== event.kind;
      return Promise.resolve({ isDone, output: hook.output, defect: isDone ? "" : "it ended with exit code 1" });
    },
  };
  const watch = createReservationWatch(parts);
  return {
    hook,
    log,
    state,
    metrics,
    parts,
    look: () => {
      uptime += 3600;
      return watch();
    },
    lookAtPower: () => watchPower(parts),
  };
}
