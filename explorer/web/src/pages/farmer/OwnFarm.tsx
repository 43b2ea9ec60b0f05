import { Skeleton } from "@mantine/core";
import type { Farm } from "../../../../indexer/src/api/answers/farms.ts";
import { PageLink } from "../../shared/PageLink.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Stat, Stats } from "../../shared/Stat.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { ClaimTable } from "./ClaimTable.tsx";
import { Collect } from "./Collect.tsx";
import { PayoutForm } from "./PayoutForm.tsx";
import type { FarmClaims } from "./read-claims.ts";
import { useClaims } from "./use-claims.ts";

/** A farm for its owner. */
export function OwnFarm({ farm, account }: Readonly<{ farm: Farm; account: string }>) {
  const { farmId, name } = farm;
  const { data, error } = useClaims(farmId, account);
  return (
    <Panel
      title={name === "" ? `Farm ${farmId}` : name}
      aside={<PageLink to={`/farms/${farmId}`}>All about it</PageLink>}
    >
      {error !== null && <ProblemAlert title="What can be claimed cannot be read" error={error} />}
      {data === undefined ? <Skeleton height={220} /> : <Claims farmId={farmId} claims={data} />}
      <PayoutForm farm={farm} />
    </Panel>
  );
}

function Claims({ farmId, claims }: Readonly<{ farmId: number; claims: FarmClaims }>) {
  const { items, owedUnits, earnedUnits } = claims;
  const sumOf = (status: string) =>
    items.filter((item) => item.status === status).reduce((sum, { units }) => sum + units, 0n);
  return (
    <>
      <Stats>
        <Stat label="To claim now" value={<Tft units={sumOf("claimable")} />} />
        <Stat label="In review" value={<Tft units={sumOf("notFinal")} />} />
        <Stat label="Owed" value={<Tft units={owedUnits} />} note="claimed, not minted yet" />
        <Stat label="From reservations" value={<Tft units={earnedUnits} />} note="to collect" />
      </Stats>
      <Collect farmId={farmId} claims={claims} />
      <ClaimTable items={items} />
    </>
  );
}
