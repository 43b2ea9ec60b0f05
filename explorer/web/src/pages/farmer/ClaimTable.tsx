import type { RewardItem, RewardStatus } from "../../../../../sdk/rewards/reward-item.ts";
import { percentOf } from "../../format/permille.ts";
import { shortTime } from "../../format/times.ts";
import { outcomeInWords } from "../../format/words.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const STATES: Readonly<Record<RewardStatus, string>> = {
  claimable: "can be claimed",
  zero: "nothing to claim",
  settled: "settled",
  notFinal: "in review",
  termsNotInForce: "names terms that do not cover the month",
  otherFarm: "belongs to another farm",
};

const COLUMNS: readonly Column<RewardItem>[] = [
  { header: "Month", cell: ({ period }) => <PageLink to={`/periods/${period}`}>{period}</PageLink> },
  { header: "Node", cell: ({ nodeId }) => <PageLink to={`/nodes/${nodeId}`}>{nodeId}</PageLink> },
  { header: "Uptime", isNumeric: true, cell: ({ reward }) => percentOf(reward.uptimePermille) },
  { header: "Why", cell: ({ reward }) => outcomeInWords(reward.outcome) },
  { header: "State", cell: ({ status, finalAt }) => stateOf(status, finalAt) },
  { header: "Reward", isNumeric: true, cell: ({ units }) => <Tft units={units} /> },
];

/** What was measured and is not settled, leaf by leaf. */
export function ClaimTable({ items }: Readonly<{ items: readonly RewardItem[] }>) {
  return (
    <DataTable
      caption="Rewards that are not settled"
      columns={COLUMNS}
      keyOf={({ period, batch, position }) => `${period}-${batch}-${position}`}
      page={wholePage(items)}
      empty="Everything that was measured is settled."
    />
  );
}

function stateOf(status: RewardStatus, finalAt: number): string {
  return status === "notFinal" ? `can be claimed from ${shortTime(finalAt)} on` : STATES[status];
}
