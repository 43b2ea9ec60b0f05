import { Skeleton } from "@mantine/core";
import { readAccount } from "../../../../../sdk/escrow/read-account.ts";
import { approveAndReserve } from "../../../../../sdk/reservations/approve-and-reserve.ts";
import type { ReservationRequest } from "../../../../../sdk/reservations/reservation-request.ts";
import { reserve } from "../../../../../sdk/reservations/reserve.ts";
import { allRates } from "../../../../../sdk/rules/account.ts";
import type { AtNode } from "../../chain/use-at-node.ts";
import { useAtNode } from "../../chain/use-at-node.ts";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { TransactionButton } from "../../transactions/TransactionButton.tsx";
import { APPROVAL_LIFETIME } from "./approval.ts";
import { present, withRates } from "./preview.ts";
import type { PriceTerms } from "./read-price-terms.ts";
import { endOfLine, Runway } from "./Runway.tsx";
import type { Suitable } from "./wish.ts";

interface FromAccountProps {
  readonly accountId: number;
  readonly request: Omit<ReservationRequest, "accountId">;
  readonly chosen: Suitable;
  readonly terms: PriceTerms;
  readonly isDisabled: boolean;
}

/** Reserves from an account, and shows what that does to it. */
export function FromAccount({ accountId, request, chosen, terms, isDisabled }: FromAccountProps) {
  const { data, error } = useAtNode(["payer", accountId], (source) => readPayer(source, accountId));
  if (error !== null && data === undefined) return <ProblemAlert title="The account cannot be read" error={error} />;
  if (data === undefined) return <Skeleton height={160} mt="md" />;
  const { reading, maxUsdPerSecond, maxChargeUnits, expiresAt } = data;
  const now = Number(terms.quote.timestamp);
  const [before, after] = [present(reading), withRates(reading, chosen.rates)];
  const until = endOfLine([before.forecast, after.forecast], now);
  const needed = allRates(reading.rates) + chosen.usdPerSecond;
  const whole = { ...request, accountId };
  const isApproved = maxUsdPerSecond >= needed && expiresAt > now;
  const limits = { maxUsdPerSecond: needed, maxChargeUnits, expiresAt: now + APPROVAL_LIFETIME };
  return (
    <>
      <Runway label="Now." status={before.status} forecast={before.forecast} now={now} until={until} />
      <Runway label="With it." status={after.status} forecast={after.forecast} now={now} until={until} />
      <TransactionButton
        label={`Reserve on node ${request.nodeId} from account ${accountId}`}
        isDisabled={isDisabled}
        send={({ grid, signer }) =>
          isApproved ? reserve(grid, signer, whole) : approveAndReserve(grid, signer, { request: whole, ...limits })
        }
      >
        Reserve
      </TransactionButton>
    </>
  );
}

async function readPayer(source: AtNode, accountId: number) {
  const { grid } = source;
  const operator = await grid.Reservations.getAddress();
  const [reading, { maxRate, maxCharge, expiresAt }] = await Promise.all([
    readAccount(source, accountId),
    grid.Escrow.operatorLimitsOf(accountId, operator),
  ]);
  return { reading, maxUsdPerSecond: maxRate, maxChargeUnits: maxCharge, expiresAt: Number(expiresAt) };
}
