import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Of a program that ended early these are shown. */
const LAST_LINES = 15;

/** How long a program may take to end when it is asked to, in milliseconds. */
const STOP_TIMEOUT = 5000;

/** A program, and what it needs to run. */
export interface Program {
  /** What people call it: "indexer" */
  readonly name: string;
  /** A file that Node runs, and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Programs that run beside the chain, each in a process group of its own: all of them end when this process does, with everything
 * that they started.
 */
export class Services {
  readonly #children: ChildProcess[] = [];
  #isStopping = false;

  constructor() {
    process.once("exit", () => this.#signal("SIGKILL"));
  }

  /** Starts a program. The promise is rejected when it ends before all are asked to. */
  start({ name, args, cwd, env }: Program): Promise<never> {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        output = `${output}${data.toString()}`.split("\n").slice(-LAST_LINES).join("\n");
      });
    }
    const ended = new Promise<never>((_resolve, reject) => {
      child.once("exit", () => {
        if (!this.#isStopping) reject(new ServiceEndedError(name, output.trim()));
      });
    });
    // Whoever waits for something else of the program is told there.
    ended.catch(() => undefined);
    return ended;
  }

  /** Ends all of them. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const running = this.#children.filter(isRunning);
    const exits = Promise.all(running.map((child) => once(child, "exit")));
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), STOP_TIMEOUT);
    await exits;
    clearTimeout(timer);
  }

  #signal(signal: NodeJS.Signals): void {
    for (const { pid } of this.#children.filter(isRunning)) if (pid !== undefined) process.kill(-pid, signal);
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** A program that should run on has ended. */
class ServiceEndedError extends Error {
  override readonly name = "ServiceEndedError";

  constructor(service: string, output: string) {
    super(`The ${service} has ended. The last that it wrote:\n${output}`);
  }
}
