import { PageSkeleton } from "../../app/PageSkeleton.tsx";
import { useIndexer } from "../../data/use-indexer.ts";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { Actions } from "./Actions.tsx";
import { Policies } from "./Policies.tsx";
import { Pricings } from "./Pricings.tsx";
import { Roles } from "./Roles.tsx";
import { SignerSets } from "./SignerSets.tsx";

/** What nodes earn, what tenants pay, and who may change which of it. */
export function PolicyPage() {
  const parts = [
    useIndexer("listPolicies"),
    useIndexer("listPricings"),
    useIndexer("listRoles"),
    useIndexer("listSignerSets"),
  ];
  // Tables of different heights that come one after the other would push each other down.
  if (parts.some(({ isPending }) => isPending)) return <PageSkeleton />;
  return (
    <>
      <PageTitle title="Policy">
        Terms and prices change by new versions, for what begins later. Nobody can change what holds for you now.
      </PageTitle>
      <Policies />
      <Pricings />
      <Roles />
      <SignerSets />
      <Actions />
    </>
  );
}
