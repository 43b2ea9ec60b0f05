import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { DECLARATIONS } from "../../scripts/cli/declarations.ts";
import { runTfgrid } from "../../scripts/cli/run.ts";
import { fakeIo } from "../scripts/cli/fake-io.ts";

const PROGRAM = fileURLToPath(new URL("../../scripts/tfgrid.ts", import.meta.url));

/** What a command wrote and how it ended. */
export interface Outcome {
  /** The exit code; undefined when it was killed. */
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** Where commands run and what their environment holds besides. */
export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A command that runs: it can be watched and killed. */
export interface RunningCommand {
  readonly outcome: Promise<Outcome>;
  readonly kill: () => void;
  /** Asks it to end, as a service manager does. */
  readonly stop: () => void;
  /** Calls with everything that was written to stderr so far, whenever that grows. */
  readonly onProgress: (listen: (err: string) => void) => void;
}

/** Starts the command line as people do, in a process of its own. */
export function startTfgrid({ folder, env }: Place, args: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    // Nothing of the developer's own configuration.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  const listeners: ((err: string) => void)[] = [];
  child.stdout.on("data", (data) => (written.out += String(data)));
  child.stderr.on("data", (data) => {
    written.err += String(data);
    for (const listen of listeners) listen(written.err);
  });
  const outcome = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => resolve({ code: code ?? undefined, ...written }));
  });
  return {
    outcome,
    kill: () => child.kill("SIGKILL"),
    stop: () => child.kill("SIGTERM"),
    onProgress: (listen) => listeners.push(listen),
  };
}

/** Runs the command line and waits until it ends. */
export function tfgrid(place: Place, ...args: string[]): Promise<Outcome> {
  return startTfgrid(place, args).outcome;
}

/** Runs a command with `--json` and returns its document; it must succeed. */
export async function tfgridJson<Document>(place: Place, ...args: string[]): Promise<Document> {
  const { code, out, err } = await tfgrid(place, ...args, "--json");
  if (code !== 0) throw new Error(`tfgrid ${args.join(" ")} ended with ${code}: ${err}`);
  return JSON.parse(out) as Document;
}

/** Runs a command in this process: the same program without the time to start it. */
export async function tfgridHere({ folder, env }: Place, ...args: string[]): Promise<Outcome> {
  const { io, written } = fakeIo({ folder, env });
  const code = await runTfgrid(args, DECLARATIONS, io);
  return { code, ...written };
}
