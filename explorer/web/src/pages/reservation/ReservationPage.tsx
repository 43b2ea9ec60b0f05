import type { ReservationWithHistory } from "../../../../indexer/src/api/answers/reservations.ts";
import { PageSkeleton } from "../../app/PageSkeleton.tsx";
import { useIndexer } from "../../data/use-indexer.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import { shortBytes } from "../../format/bytes.ts";
import { Address } from "../../shared/Address.tsx";
import { ChainText } from "../../shared/ChainText.tsx";
import { Fact, Facts } from "../../shared/Facts.tsx";
import { PageLink } from "../../shared/PageLink.tsx";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { ReservationState } from "../../shared/ReservationState.tsx";
import { Time } from "../../shared/Time.tsx";
import { useNumberParameter } from "../../shared/use-number-parameter.ts";
import { useConnection } from "../../wallet/use-wallet.ts";
import { Change } from "./Change.tsx";
import { History } from "./History.tsx";
import { refText } from "./ref-text.ts";
import { StatementPanel } from "./StatementPanel.tsx";

/** One reservation: what it is, who got its money, what happened; for its tenant also what can be done. */
export function ReservationPage() {
  const reservationId = useNumberParameter("reservationId");
  const { data, error } = useIndexer("readReservation", reservationId);
  if (data !== undefined) return <ReservationOf reservation={data} />;
  return error === null ? <PageSkeleton /> : <ProblemAlert title="The reservation cannot be read" error={error} />;
}

function ReservationOf({ reservation }: Readonly<{ reservation: ReservationWithHistory }>) {
  const { reservationId, nodeId, farmId, owner, state } = reservation;
  const connection = useConnection();
  const isOwn = connection?.address.toLowerCase() === owner.toLowerCase();
  return (
    <>
      <PageTitle title={`Reservation ${reservationId}`}>
        on <PageLink to={`/nodes/${nodeId}`}>{`node ${nodeId}`}</PageLink> of{" "}
        <PageLink to={`/farms/${farmId}`}>{`farm ${farmId}`}</PageLink>
      </PageTitle>
      <ReservationFacts reservation={reservation} />
      {isOwn && state !== "closed" && <Change reservation={reservation} />}
      <StatementPanel statement={reservation.statement} />
      <History events={reservation.events} />
    </>
  );
}

function ReservationFacts({ reservation }: Readonly<{ reservation: ReservationWithHistory }>) {
  const { kind, owner, accountId, capacity, ips, ref, deploymentHash, provider, pricingVersion, reserved, update } =
    reservation;
  const usdPerSecond = BigInt(reservation.discountableUsdPerSecond) + BigInt(reservation.plainUsdPerSecond);
  return (
    <Panel title="About it">
      <Facts>
        <Fact label="State">
          <ReservationState reservation={reservation} />
        </Fact>
        <Fact label="Kind">{kind === "dedicated" ? "the whole node" : kind}</Fact>
        <Fact label="Capacity">
          {`${capacity.cru} cores, ${shortBytes(capacity.mruBytes)} memory, ${shortBytes(capacity.sruBytes)} SSD, ${shortBytes(capacity.hruBytes)} HDD`}
        </Fact>
        <Fact label="Public addresses">{ips.length === 0 ? "none" : ips.join(", ")}</Fact>
        <Fact label="List price, 30 days">{usdPerMonth(usdPerSecond)}</Fact>
        <Fact label="Pricing">
          <PageLink to="/policy">{`version ${pricingVersion}`}</PageLink>
        </Fact>
        <Fact label="Tenant">
          <Address value={owner} /> {`account ${accountId}`}
        </Fact>
        <Fact label="The tenant's name for it">
          <ChainText text={refText(ref)} empty="none" />
        </Fact>
        <Fact label="Runs">
          <Address value={deploymentHash} />
        </Fact>
        {provider !== undefined && (
          <Fact label="Solution provider">
            <Address value={provider} />
          </Fact>
        )}
        <Fact label="Reserved">
          <Time seconds={reserved.at} />
        </Fact>
        {update !== undefined && (
          <Fact label="A change waits for the node">
            <Time seconds={update.requested.at} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
