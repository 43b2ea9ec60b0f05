import { FOREVER } from "../../../../../sdk/farming/policy-structs.ts";
import type { FarmingPolicy } from "../../../../indexer/src/api/answers/policies.ts";
import { useIndexer } from "../../data/use-indexer.ts";
import { usdOfMusd } from "../../format/cloud-units.ts";
import { percentOf } from "../../format/permille.ts";
import { ChainText } from "../../shared/ChainText.tsx";
import type { Column } from "../../shared/DataTable.tsx";
import { DataTable } from "../../shared/DataTable.tsx";
import { Panel } from "../../shared/Panel.tsx";
import { wholePage } from "../../shared/whole-page.ts";

const COLUMNS: readonly Column<FarmingPolicy>[] = [
  { header: "Policy", cell: ({ policyId }) => policyId },
  { header: "Name", cell: ({ name }) => <ChainText text={name} /> },
  { header: "A CU", isNumeric: true, cell: ({ cuMusd }) => usdOfMusd(cuMusd) },
  { header: "An SU", isNumeric: true, cell: ({ suMusd }) => usdOfMusd(suMusd) },
  { header: "A NU", isNumeric: true, cell: ({ nuMusd }) => usdOfMusd(nuMusd) },
  { header: "An IP hour", isNumeric: true, cell: ({ ipv4Musd }) => usdOfMusd(ipv4Musd) },
  { header: "Uptime", cell: uptimeOf },
  { header: "Certified", isNumeric: true, cell: ({ certifiedBonusBps }) => `+ ${certifiedBonusBps / 100} %` },
  { header: "For", cell: eligibilityOf },
];

/** What nodes earn for a month. */
export function Policies() {
  const { data } = useIndexer("listPolicies");
  return (
    <Panel title="What nodes earn">
      <DataTable
        caption="Farming policies, in USD a month"
        columns={COLUMNS}
        keyOf={({ policyId }) => policyId}
        page={wholePage(data)}
        empty="There is no policy yet."
      />
    </Panel>
  );
}

function uptimeOf(policy: FarmingPolicy): string {
  const { uptimeRule, minimumUptimeDiyPermille: diy, minimumUptimeCertifiedPermille: certified } = policy;
  const rule = uptimeRule === "linear" ? "in proportion" : "in full";
  return diy + certified === 0 ? rule : `${rule} from ${percentOf(diy)}, certified from ${percentOf(certified)}`;
}

function eligibilityOf(policy: FarmingPolicy): string {
  const { isDefault, isCertifiedOnly, farmCertification, untilPeriod, requiresVerification } = policy;
  return [
    isDefault ? "everybody" : "farms that are attached to it",
    isCertifiedOnly ? "certified nodes only" : undefined,
    farmCertification === "gold" ? "gold farms only" : undefined,
    requiresVerification ? "verified hardware only" : undefined,
    untilPeriod === FOREVER ? undefined : `new terms until month ${untilPeriod - 1}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}
