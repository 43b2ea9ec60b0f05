import { Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import { useAtNode } from "../../chain/use-at-node.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import type { PriceTerms } from "./read-price-terms.ts";
import { readPriceTerms } from "./read-price-terms.ts";
import { ReserveForm } from "./ReserveForm.tsx";
import { SuitableNodes } from "./SuitableNodes.tsx";
import { WantedForm } from "./WantedForm.tsx";
import type { Wanted } from "./wish.ts";
import { queryOf, suitableNodes, toWish } from "./wish.ts";

const FIRST: Wanted = {
  cores: 2,
  memory: 4,
  ssd: 50,
  hdd: 0,
  ips: 0,
  isDedicated: false,
  isCertified: false,
  country: "",
};

/** What resources cost, where they are to be had, and reserving them. */
export function ReservePanel({ accounts }: Readonly<{ accounts: readonly number[] }>) {
  const [wanted, setWanted] = useState(FIRST);
  const { data, error } = useAtNode(["priceTerms"], readPriceTerms);
  return (
    <Panel title="Reserve capacity">
      <WantedForm wanted={wanted} onChange={setWanted} />
      {error !== null && <ProblemAlert title="Prices cannot be read" error={error} />}
      {data?.isPriceStale === true && (
        <Text mb="sm">
          The price of TFT is stale: nothing new can be reserved until the oracle reports the next one.
        </Text>
      )}
      {data === undefined ? <Skeleton height={240} /> : <Found wanted={wanted} terms={data} accounts={accounts} />}
    </Panel>
  );
}

interface FoundProps {
  readonly wanted: Wanted;
  readonly terms: PriceTerms;
  readonly accounts: readonly number[];
}

function Found({ wanted, terms, accounts }: FoundProps) {
  const wish = toWish(wanted);
  const [nodeId, setNodeId] = useState<number>();
  const { data, error } = useIndexer("listNodes", queryOf(wish));
  if (error !== null && data === undefined) return <ProblemAlert title="Nodes cannot be looked for" error={error} />;
  const found = data && suitableNodes(data.items, wish, terms.pricing);
  const chosen = found?.find(({ node }) => node.nodeId === nodeId) ?? found?.[0];
  return (
    <>
      <SuitableNodes found={found} chosenId={chosen?.node.nodeId} quote={terms.quote} onChoose={setNodeId} />
      {chosen !== undefined && <ReserveForm chosen={chosen} wish={wish} terms={terms} accounts={accounts} />}
    </>
  );
}
