/**
 * The main job, `npm start`: replays real months of the real grid on a chain inside this process and compares what it
 * pays with what the real grid paid; then two tenants reserve capacity of its nodes, and every unit that they deposit is
 * accounted for. Progress goes to stderr, the result to stdout; the exit code is 0 only if every amount is the expected one.
 * With --period only that month is replayed, without tenants.
 *
 *     npm start [-- --period P] [-- --json]
 */
import { parseArgs } from "node:util";
import { replayPlan } from "./replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "./replay/real-grid.ts";
import { failuresOfMonth, failuresOfWhole } from "./replay/run-check.ts";
import { startChain } from "./replay/run-in-process.ts";
import { replayOutcome } from "./replay/run-result.ts";
import { runReplay } from "./replay/run.ts";
import { statementJson } from "./replay/statement-json.ts";
import { statementText } from "./replay/statement-text.ts";
import { tenancyResult } from "./tenancy/result.ts";
import { tenancyText } from "./tenancy/statement-text.ts";
import { tenancyFailures } from "./tenancy/statement.ts";
import { runTenancy } from "./tenancy/story.ts";

try {
  process.exitCode = (await replay()).length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @returns what is not as it must be, one sentence each */
async function replay(): Promise<string[]> {
  const options = { json: { type: "boolean" }, period: { type: "string" } } as const;
  const { json, period } = parseArgs({ options }).values;
  const all = loadRealGrid();
  const real = period === undefined ? all : onlyPeriod(all, Number(period));
  const plan = replayPlan(real);

  console.error(
    `Replaying periods ${plan.firstPeriod} to ${plan.lastPeriod} of the real grid on a chain of its own ...`,
  );
  const chain = await startChain();
  const run = await runReplay({ chain, plan, fixups: real.fixups, say: console.error });
  const outcome = await replayOutcome(run);
  const tenancy = real === all ? await tenancyResult(await runTenancy(run)) : undefined;
  await chain.close();

  if (json) console.log(statementJson(outcome.result, tenancy));
  else console.log([statementText(outcome.result), ...(tenancy ? [tenancyText(tenancy)] : [])].join("\n\n"));
  const failures = tenancy
    ? [...failuresOfWhole(plan, outcome), ...tenancyFailures(tenancy)]
    : failuresOfMonth(plan, outcome);
  for (const failure of failures) console.error(failure);
  if (failures.length === 0)
    console.error("Next: npm run local starts the grid on this machine, with a page to look at it.");
  return failures;
}
