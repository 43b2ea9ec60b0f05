import type { Farm } from "../../../../indexer/src/api/answers/farms.ts";
import { PageSkeleton } from "../../app/PageSkeleton.tsx";
import { useIndexer } from "../../data/use-indexer.ts";
import { Address } from "../../shared/Address.tsx";
import { Fact, Facts } from "../../shared/Facts.tsx";
import { NodeList } from "../../shared/NodeList.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { ReservationTable } from "../../shared/ReservationTable.tsx";
import { Time } from "../../shared/Time.tsx";
import { useNumberParameter } from "../../shared/use-number-parameter.ts";
import { Payments } from "./Payments.tsx";
import { Receipts } from "./Receipts.tsx";

/** One farm: whose it is, its nodes, what it was paid. */
export function FarmPage() {
  const farmId = useNumberParameter("farmId");
  const { data, error } = useIndexer("readFarm", farmId);
  if (data !== undefined) return <FarmOf farm={data} />;
  return error === null ? <PageSkeleton /> : <ProblemAlert title="The farm cannot be read" error={error} />;
}

function FarmOf({ farm }: Readonly<{ farm: Farm }>) {
  const { farmId, name } = farm;
  return (
    <>
      <PageTitle title={name === "" ? `Farm ${farmId}` : name}>{`Farm ${farmId}`}</PageTitle>
      <FarmFacts farm={farm} />
      <NodeList farmId={farmId} />
      <Receipts farmId={farmId} />
      <Payments farmId={farmId} />
      <ReservationTable title="Reservations on its nodes" query={{ farm: farmId }} name="reservations-" />
    </>
  );
}

function FarmFacts({ farm }: Readonly<{ farm: Farm }>) {
  const { owner, pendingOwner, payout, payoutChange, isPayoutLocked, certification, policyLimit, publicIps, created } =
    farm;
  return (
    <Panel title="About it">
      <Facts>
        <Fact label="Owner">
          <Address value={owner} />
        </Fact>
        {pendingOwner !== undefined && (
          <Fact label="Offered to">
            <Address value={pendingOwner} />
          </Fact>
        )}
        <Fact label="Rewards go to">
          <Address value={payout} /> {isPayoutLocked && "(locked)"}
        </Fact>
        {payoutChange !== undefined && (
          <Fact label="From then on to">
            <Address value={payoutChange.payout} /> <Time seconds={payoutChange.effectiveAt} />
          </Fact>
        )}
        <Fact label="Certified">{certification === "gold" ? "gold" : "no"}</Fact>
        <Fact label="Public addresses">{publicIps}</Fact>
        {policyLimit !== undefined && (
          <Fact label="Special policy">
            <PageLink to="/policy">{policyLimit.policyId}</PageLink>, for {policyLimit.nodesLeft} more nodes
          </Fact>
        )}
        <Fact label="Created">
          <Time seconds={created.at} />
        </Fact>
      </Facts>
    </Panel>
  );
}
