import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { HookEvent } from "../../../services/node/hook.ts";
import { commandHook, noHook } from "../../../services/node/hook.ts";

const EVENT: HookEvent = { kind: "deploy", key: "31337-7-1-1", nodeId: 7, reservation: { mruBytes: 2n ** 60n } };

function isRunning(pid: number): boolean {
  if (!(pid > 0)) throw new Error("The hook did not tell what it started.");
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a hook", () => {
  it("reads the event and answers", async () => {
    const { isDone, output, defect } = await commandHook("cat", 30)(EVENT);

    expect([isDone, defect]).to.deep.equal([true, ""]);
    expect(JSON.parse(output)).to.deep.equal({ ...EVENT, reservation: { mruBytes: String(2n ** 60n) } });
  });

  it("says why it failed", async () => {
    const failed = await commandHook("echo no space left >&2; exit 3", 30)(EVENT);

    expect(failed).to.include({ isDone: false, defect: "it ended with exit code 3: no space left" });
    expect((await commandHook("/nowhere/hook", 30)(EVENT)).isDone).to.be.false;
    expect((await commandHook("kill -TERM $$", 30)(EVENT)).defect).to.equal("it ended with SIGTERM");
  });

  it("that takes too long is ended with all that it started", async () => {
    const late = await commandHook("sleep 600 & echo $!; wait", 3)(EVENT);

    expect(late.defect).to.equal("it took longer than 3 seconds");
    while (isRunning(Number(late.output))) await sleep(50);
  });

  it("may leave something running and need no input", async () => {
    const { isDone, output } = await commandHook("sleep 5 & echo started; exec 0<&-", 10)(EVENT);

    expect([isDone, output]).to.deep.equal([true, "started\n"]);
  });

  it("is not needed", async () => {
    expect((await noHook()).isDone).to.be.true;
  });
});
