import { Skeleton } from "@mantine/core";
import type { AccountReading } from "../../../../../sdk/escrow/read-account.ts";
import { readAccount } from "../../../../../sdk/escrow/read-account.ts";
import { allRates, BALANCE_PER_UNIT } from "../../../../../sdk/rules/account.ts";
import { divideUp } from "../../../../../sdk/rules/divide-up.ts";
import { useAtNode } from "../../chain/use-at-node.ts";
import { usdPerMonth } from "../../format/amounts.ts";
import { Panel } from "../../shared/Panel.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { Stat, Stats } from "../../shared/Stat.tsx";
import { Tft } from "../../shared/Tft.tsx";
import { Entries } from "./Entries.tsx";
import { PriceTable } from "./PriceTable.tsx";
import { discountAt } from "./preview.ts";
import { TopUp } from "./TopUp.tsx";
import { Withdraw } from "./Withdraw.tsx";

interface AccountPanelProps {
  readonly accountId: number;
  readonly owner: string;
}

/** An account for its owner: what it holds, how long that lasts, and more of it. */
export function AccountPanel({ accountId, owner }: AccountPanelProps) {
  const { data, error } = useAtNode(["account", accountId], (source) => readAccount(source, accountId));
  return (
    <Panel title={`Account ${accountId}`}>
      {error !== null && <ProblemAlert title="The account cannot be read" error={error} />}
      {data === undefined ? <Skeleton height={260} /> : <AccountOf reading={data} owner={owner} />}
      <Entries accountId={accountId} />
    </Panel>
  );
}

function AccountOf({ reading, owner }: Readonly<{ reading: AccountReading; owner: string }>) {
  const { balance, reserve, level, rates } = reading;
  const discount = discountAt(level) / 100;
  return (
    <>
      <Stats>
        <Stat label="Balance" value={<Tft units={balance / BALANCE_PER_UNIT} />} />
        <Stat
          label="Reserve"
          value={<Tft units={divideUp(reserve, BALANCE_PER_UNIT)} />}
          note="with less, workloads pause"
        />
        <Stat label="List price, 30 days" value={usdPerMonth(allRates(rates))} />
        <Stat label="Discount" value={discount === 0 ? "none" : `${discount} %`} note="for what is paid ahead" />
      </Stats>
      <TopUp reading={reading} owner={owner} />
      <PriceTable forecasts={reading.forecasts} quote={reading.quote} />
      <Withdraw reading={reading} owner={owner} />
    </>
  );
}
