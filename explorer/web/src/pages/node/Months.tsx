import { Alert } from "@mantine/core";
import { useState } from "react";
import type { LeafWorth } from "../../../../../sdk/rewards/reward-of-leaf.ts";
import type { Measurement, NodeWithHistory } from "../../../../indexer/src/api/answers/nodes.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { useSiteConfig } from "../../data/use-site-config.ts";
import { percentOf } from "../../format/permille.ts";
import { outcomeInWords, wordsOf } from "../../format/words.ts";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { TextButton } from "../../shared/TextButton.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { usePageState } from "../../shared/use-page-state.ts";
import { Formula } from "./Formula.tsx";
import { worthOf } from "./worth.ts";

interface Month extends Measurement {
  readonly worth: LeafWorth | undefined;
}

/** Every month that was measured, what it is worth and why. */
export function Months({ node }: Readonly<{ node: NodeWithHistory }>) {
  const state = usePageState("months-");
  const { offset, limit } = state;
  const { data: measurements } = useIndexer("listMeasurementsOfNode", node.nodeId, { offset, limit });
  const { data: policies } = useIndexer("listPolicies");
  const { data: config } = useSiteConfig();
  const [shown, setShown] = useState<string>();
  const periodLengthSeconds = config?.book.schedule.lengthSeconds;
  const page =
    measurements === undefined || policies === undefined || periodLengthSeconds === undefined
      ? undefined
      : {
          ...measurements,
          items: measurements.items.map((one): Month => {
            const facts = { terms: node.allTerms, policies, periodLengthSeconds };
            return { ...one, worth: worthOf(one, facts) };
          }),
        };
  const month = page?.items.find((one) => keyOf(one) === shown) ?? page?.items[0];
  return (
    <Panel title="What it earned, and why">
      <DataTable
        caption="Measured months of the node"
        columns={columns(setShown)}
        keyOf={keyOf}
        page={page}
        state={state}
        empty="No month of this node was measured yet."
      />
      {month?.worth !== undefined && <Formula month={month} worth={month.worth} />}
      {month !== undefined && month.worth === undefined && (
        <Alert color="orange" mt="md" title={`Month ${month.period} counts for nothing`}>
          The measurement names terms that do not cover the month.
        </Alert>
      )}
    </Panel>
  );
}

function columns(show: (key: string) => void): readonly Column<Month>[] {
  return [
    { header: "Month", cell: ({ period }) => <PageLink to={`/periods/${period}`}>{period}</PageLink> },
    {
      header: "Uptime",
      isNumeric: true,
      cell: ({ worth }) => (worth === undefined ? "" : percentOf(worth.reward.uptimePermille)),
    },
    { header: "Found", cell: ({ violation }) => (violation === "none" ? "nothing wrong" : wordsOf(violation)) },
    { header: "Result", cell: ({ worth }) => outcomeInWords(worth?.reward.outcome ?? "nothingMeasured") },
    { header: "Reward", isNumeric: true, cell: ({ worth }) => <Tft units={worth?.reward.rewardTftUnits ?? 0n} /> },
    { header: "State", cell: stateOf },
    {
      header: "How",
      cell: (month) => (
        <TextButton
          label={`Show how month ${month.period} was computed`}
          onClick={() => {
            show(keyOf(month));
          }}
        >
          Show
        </TextButton>
      ),
    },
  ];
}

function stateOf({ isFinal, batch }: Month): string {
  const kind = batch === 0 ? "" : "correction, ";
  return `${kind}${isFinal ? "final" : "in review"}`;
}

function keyOf({ period, batch, attempt, position }: Measurement): string {
  return [period, batch, attempt, position].join("-");
}
