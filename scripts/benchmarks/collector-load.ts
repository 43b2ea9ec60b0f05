/**
 * Loads one collector with heartbeats that it verifies and keeps, beside what verifying alone can do on as many cores.
 * Usage: node scripts/benchmarks/collector-load.ts [--database FOLDER|postgres://…] [--cores 1,2] [--seconds N]
 *
 * The collector is a process of its own, bound to the first cores; this process sends what was signed before and is bound
 * to the others. If none is left, it takes from the collector's time, which is why processor time is shown as well.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { makeHeartbeats } from "./collector-load/heartbeats.ts";

const COLLECTOR = fileURLToPath(new URL("./collector-load/collector.ts", import.meta.url));
const VERIFICATION = fileURLToPath(new URL("./collector-load/verification.ts", import.meta.url));
const PER_REQUEST = 100;

/** Enough that the collector never waits for work: a third is being written, another one verified. */
const PARALLEL = 32;

/** Until the collector's code is compiled nothing is counted, in seconds. */
const WARM_UP = 4;

const TICKS_PER_SECOND = 100;
const CORES = Array.from({ length: availableParallelism() }, (_, index) => index);

const { values } = parseArgs({
  options: {
    database: { type: "string" },
    cores: { type: "string", default: "1,2" },
    seconds: { type: "string", default: "15" },
  },
});
const seconds = Number(values.seconds);
console.log(
  "cores  limit/s  CPU µs  heartbeats/s  of the limit  p50 ms  p99 ms  CPU µs  of which verification  sender CPU µs",
);
for (const cores of values.cores.split(",").map(Number)) {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-load-"));
  await load(cores, values.database ?? folder);
  rmSync(folder, { recursive: true });
}

async function load(cores: number, database: string): Promise<void> {
  const own = CORES.slice(0, cores);
  const limit = await verificationLimit(own);
  bindSender(own);
  const bodies = makeBodies(Math.ceil(limit.perSecond * (WARM_UP + seconds)));
  const collector = run(own, [COLLECTOR, database, String(cores)]);
  const measured = await send(await firstLine(collector), bodies, collector.pid);
  collector.kill("SIGTERM");
  await once(collector, "exit");
  const { perSecond, cpuEach, senderCpuEach, latencies } = measured;
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(0);
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const columns: readonly (readonly [width: number, text: string])[] = [
    [5, String(cores)],
    [9, limit.perSecond.toFixed(0)],
    [8, limit.cpuEach.toFixed(0)],
    [14, perSecond.toFixed(0)],
    [14, percent(perSecond / limit.perSecond)],
    [8, at(0.5)],
    [8, at(0.99)],
    [8, cpuEach.toFixed(0)],
    [23, percent(limit.cpuEach / cpuEach)],
    [15, senderCpuEach.toFixed(0)],
  ];
  console.log(columns.map(([width, text]) => text.padStart(width)).join(""));
}

/** What verifying alone does, at the same time on each of some cores. */
async function verificationLimit(cores: readonly number[]): Promise<{ perSecond: number; cpuEach: number }> {
  const lines = await Promise.all(cores.map((core) => firstLine(run([core], [VERIFICATION]))));
  const limits = lines.map((line) => line.split(" ").map(Number));
  const sum = (index: number) => limits.reduce((total, limit) => total + (limit[index] ?? 0), 0);
  return { perSecond: sum(0), cpuEach: sum(1) / cores.length };
}

/** Sends until the time is over, and tells what was answered between the warm-up and then, of one heartbeat. */
async function send(url: string, bodies: readonly string[], pid: number | undefined) {
  const answers: { readonly at: number; readonly took: number }[] = [];
  const remaining = bodies.values();
  let isOver = false;
  const sendNext = async () => {
    for (const body of remaining) {
      if (isOver) return;
      const sentAt = performance.now();
      await post(url, body);
      const at = performance.now();
      answers.push({ at, took: at - sentAt });
    }
  };
  const sending = Promise.all(Array.from({ length: PARALLEL }, sendNext));
  await setTimeout(WARM_UP * 1000);
  const before = usage(pid);
  await setTimeout(seconds * 1000);
  const after = usage(pid);
  isOver = true;
  await sending;
  const counted = answers.filter(({ at }) => before.at <= at && at < after.at);
  const count = counted.length * PER_REQUEST;
  return {
    perSecond: (count * 1000) / (after.at - before.at),
    cpuEach: ((after.cpu - before.cpu) * 1e6) / count,
    senderCpuEach: ((after.senderCpu - before.senderCpu) * 1e6) / count,
    latencies: counted.map(({ took }) => took).sort((a, b) => a - b),
  };
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(`${url}/v1/heartbeats`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const answer = await response.text();
  if (answer.split('"stored"').length !== PER_REQUEST + 1)
    throw new Error(`Not all were stored: ${answer.slice(0, 300)}`);
}

function makeBodies(count: number): string[] {
  const requests = Math.ceil(count / PER_REQUEST);
  return Array.from({ length: requests }, (_, index) =>
    JSON.stringify({ heartbeats: makeHeartbeats(index * PER_REQUEST, PER_REQUEST) }),
  );
}

function run(cores: readonly number[], program: readonly string[]) {
  const command = ["--cpu-list", cores.join(","), process.execPath, ...program];
  return spawn("taskset", command, { stdio: ["ignore", "pipe", "inherit"] });
}

async function firstLine({ stdout }: ReturnType<typeof run>): Promise<string> {
  const [line] = (await once(createInterface(stdout), "line")) as [string];
  return line;
}

/** Keeps this process from the collector's cores, as far as there are others. */
function bindSender(collectorCores: readonly number[]): void {
  const others = CORES.filter((core) => !collectorCores.includes(core));
  const list = (others.length === 0 ? CORES : others).join(",");
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", list, String(process.pid)], { stdio: "ignore" });
}

/** The time, and the processor time of the collector and of this process, in seconds. */
function usage(pid: number | undefined) {
  return { at: performance.now(), cpu: cpuSeconds(pid), senderCpu: cpuSeconds(process.pid) };
}

/** The processor time of a process, its threads included, in seconds. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
