import type { Node, NodeWithHistory } from "../../../../indexer/src/api/answers/nodes.ts";
import { PageSkeleton } from "../../app/PageSkeleton.tsx";
import { useIndexer } from "../../data/use-indexer.ts";
import { shortBytes } from "../../format/bytes.ts";
import { ChainText } from "../../shared/ChainText.tsx";
import { NodeStatus } from "../../shared/NodeStatus.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { ReservationTable } from "../../shared/ReservationTable.tsx";
import { Stat, Stats } from "../../shared/Stat.tsx";
import { useNumberParameter } from "../../shared/use-number-parameter.ts";
import { Months } from "./Months.tsx";
import { NodeFactsPanel } from "./NodeFactsPanel.tsx";
import { TermsPanel } from "./TermsPanel.tsx";

/** One node: what it is, what it earned and why, who uses it. */
export function NodePage() {
  const nodeId = useNumberParameter("nodeId");
  const { data, error } = useIndexer("readNode", nodeId);
  if (data !== undefined) return <NodeOf node={data} />;
  return error === null ? <PageSkeleton /> : <ProblemAlert title="The node cannot be read" error={error} />;
}

function NodeOf({ node }: Readonly<{ node: NodeWithHistory }>) {
  const { nodeId, farmId, farmName, city, country } = node;
  return (
    <>
      <PageTitle title={`Node ${nodeId}`}>
        of <PageLink to={`/farms/${farmId}`}>{<ChainText text={farmName} />}</PageLink>, in{" "}
        <ChainText text={city} empty="an unknown place" />, <ChainText text={country} empty="an unknown country" />
      </PageTitle>
      <Capacity node={node} />
      <Months node={node} />
      <ReservationTable title="Reservations on it" query={{ node: nodeId }} name="reservations-" />
      <TermsPanel terms={node.allTerms} />
      <NodeFactsPanel node={node} />
    </>
  );
}

function Capacity({ node: { status, capacity } }: Readonly<{ node: Node }>) {
  const { offered, free } = capacity;
  return (
    <Stats>
      <Stat label="Status" value={<NodeStatus status={status} />} />
      <Stat label="Cores" value={offered.cru} note={`${free.cru} free`} />
      <Stat label="Memory" value={shortBytes(offered.mruBytes)} note={`${shortBytes(free.mruBytes)} free`} />
      <Stat label="SSD" value={shortBytes(offered.sruBytes)} note={`${shortBytes(free.sruBytes)} free`} />
      <Stat label="HDD" value={shortBytes(offered.hruBytes)} note={`${shortBytes(free.hruBytes)} free`} />
    </Stats>
  );
}
