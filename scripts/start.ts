/**
 * The main job, `npm start`: replays real months of the real grid on a chain inside this process and compares what it
 * pays with what the real grid paid. Progress goes to stderr, the result to stdout; the exit code is 0 only if every
 * amount is the expected one.
 *
 *     npm start [-- --period P] [-- --json]
 */
import { parseArgs } from "node:util";
import { replayPlan } from "./replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "./replay/real-grid.ts";
import { startChain } from "./replay/run-chain.ts";
import { failuresOfMonth, failuresOfWhole } from "./replay/run-check.ts";
import { replayOutcome } from "./replay/run-result.ts";
import { runReplay } from "./replay/run.ts";
import { statementJson } from "./replay/statement-json.ts";
import { statementText } from "./replay/statement-text.ts";

const { values: flags } = parseArgs({
  options: { json: { type: "boolean", default: false }, period: { type: "string" } },
});
const all = loadRealGrid();
const real = flags.period === undefined ? all : onlyPeriod(all, Number(flags.period));
const plan = replayPlan(real);

console.error(`Replaying periods ${plan.firstPeriod} to ${plan.lastPeriod} of the real grid on a chain of its own ...`);
const chain = await startChain();
const run = await runReplay({ chain, plan, fixups: real.fixups, say: console.error });
const outcome = await replayOutcome(run);
await chain.close();

console.log(flags.json ? statementJson(outcome.result) : statementText(outcome.result));
const failures = (real === all ? failuresOfWhole : failuresOfMonth)(plan, outcome);
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
