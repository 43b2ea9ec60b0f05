import { extractCallScheduled, scheduleCallCall } from "../../../sdk/access/schedule-call.ts";
import { formatTime } from "../../../sdk/network/format-time.ts";
import type { GridContext } from "../context.ts";
import type { Plan, Step } from "../plan.ts";

/** The plan that announces the calls of another one, for a role that acts with a delay. */
export async function schedulePlan({ grid }: Pick<GridContext, "grid">, { steps }: Plan): Promise<Plan> {
  return {
    steps: await Promise.all(
      steps.map(async ({ call, summary }): Promise<Step> => {
        const effects = [
          `Once its delay is over, the sender can call ${call.contract}.${call.functionName} exactly so.`,
        ];
        return { call: await scheduleCallCall(grid, call), summary: `Announce: ${summary}`, effects };
      }),
    ),
    answer: (receipts) => {
      const announced = receipts.map((receipt, index) => {
        const { operationId, schedule } = extractCallScheduled(grid, receipt);
        return { summary: steps[index]?.summary, from: formatTime(schedule), operationId, transaction: receipt.hash };
      });
      return {
        document: announced,
        text: announced.map(({ summary, from }) => `${summary}: announced, can be done from ${from} on.`).join("\n"),
        hints: ["Then give the same command again, with the same values and without --schedule."],
      };
    },
  };
}
