import { BALANCE_PER_UNIT } from "../../sdk/rules/account.ts";
import { readLatestPricing } from "../../sdk/pricing/read-pricing.ts";
import { poolShares } from "../../sdk/rules/stream.ts";
import type { Movement, Recomputation } from "./recompute.ts";
import { farmCreditUnits, recompute } from "./recompute.ts";
import type { QuotedReservation, Tenant, TenancyRun } from "./run.ts";
import type {
  MoneyCheck,
  ReservationResult,
  Shared,
  TenancyResult,
  TenantFarmResult,
  TenantResult,
} from "./statement.ts";

/** Reads from the chain where the tenants' money is, and computes anew how it came there. */
export async function tenancyResult(run: TenancyRun): Promise<TenancyResult> {
  const recomputation = await recompute(run);
  const { amounts, movements } = recomputation;
  const tenants = await Promise.all(run.tenants.map((tenant) => tenantResult(run, recomputation, tenant)));
  const realFarmIds = [...new Set(run.reservations.map(({ realFarmId }) => realFarmId))].sort((a, b) => a - b);
  const farms = await Promise.all(realFarmIds.map((farmId) => farmResult(run, movements, farmId)));
  const providerPaidUnits = unitsOf(movements, "providerPaid");
  const credited = await creditAmounts(run, movements, farms);
  const all = [...amounts, ...tenants.map(({ compared }) => compared), ...credited];
  return {
    tenants: tenants.map(({ result }) => result),
    farms,
    providerPaidUnits,
    check: await moneyCheck(run, { tenants: tenants.map(({ result }) => result), farms, providerPaidUnits }),
    recomputed: all.length,
    differing: all.filter(({ found, expected }) => found !== expected),
    gas: run.gas.uses(),
  };
}

/** By the movements; balance and credit as the chain has them, and compared. */
async function tenantResult(run: TenancyRun, { movements, balances }: Recomputation, { name, accountId }: Tenant) {
  const { Escrow } = run.grid;
  const own = movements.filter((movement) => accountOf(movement) === accountId);
  const [shared, depositedUnits, withdrawnUnits] = [
    sharedOf(own),
    unitsOf(own, "deposited"),
    unitsOf(own, "withdrawn"),
  ];
  const expected = shared.refundedUnits - unitsOf(own, "creditsAdded");
  const creditUnits = await Escrow.creditsOf(accountId);
  const balanceUnits = (balances.get(accountId) ?? 0n) / BALANCE_PER_UNIT;
  const gone = shared.farmUnits + shared.providerUnits + shared.poolUnits + withdrawnUnits;
  const settlements = own.filter(({ kind }) => kind === "settled").length;
  const roundingUnits = depositedUnits - gone - balanceUnits - creditUnits;
  const money = { depositedUnits, withdrawnUnits, balanceUnits, creditUnits, roundingUnits };
  const result: TenantResult = { name, accountId, ...shared, ...money, settlements };
  return { result, compared: { what: `credits of ${name}`, found: creditUnits, expected } };
}

async function farmResult(run: TenancyRun, movements: readonly Movement[], farmId: number): Promise<TenantFarmResult> {
  const { grid, replay } = run;
  const onChain = replay.farms.onChain(farmId);
  const paid = movements.filter((movement) => movement.kind === "farmPaid" && movement.farmId === onChain);
  return {
    farmId,
    name: replay.plan.farms.find((farm) => farm.farmId === farmId)?.name ?? "",
    reservations: run.reservations
      .filter(({ realFarmId }) => realFarmId === farmId)
      .map((reservation) => reservationResult(run, movements, reservation)),
    paidUnits: unitsOf(paid, "farmPaid"),
    creditUnits: await grid.Escrow.farmCreditsOf(onChain),
  };
}

function reservationResult(
  { tenants }: TenancyRun,
  movements: readonly Movement[],
  { reservationId, accountId, realNodeId }: QuotedReservation,
): ReservationResult {
  const own = movements.filter((movement) => "stream" in movement && movement.stream.streamId === reservationId);
  const tenant = tenants.find((each) => each.accountId === accountId)?.name ?? "";
  return { reservationId, nodeId: realNodeId, tenant, ...sharedOf(own) };
}

/** What farms and pool were credited with and not paid, on chain and by the movements. */
async function creditAmounts(run: TenancyRun, movements: readonly Movement[], farms: readonly TenantFarmResult[]) {
  const ofFarms = farms.map(({ farmId, name, creditUnits }) => {
    const expected = farmCreditUnits(movements, run.replay.farms.onChain(farmId));
    return { what: `credits of ${name}`, found: creditUnits, expected };
  });
  const { foundationUnits, stakersUnits } = await poolOf(run);
  const { poolUnits: pool, providerUnits: provider } = sharedOf(movements);
  const { foundation, stakers } = poolShares({ pool, provider }, await readLatestPricing(run));
  return [
    ...ofFarms,
    { what: "pool of the foundation", found: foundationUnits, expected: foundation },
    { what: "pool of those who stake", found: stakersUnits, expected: stakers },
  ];
}

async function moneyCheck(
  run: TenancyRun,
  { tenants, farms, providerPaidUnits }: Pick<TenancyResult, "tenants" | "farms" | "providerPaidUnits">,
): Promise<MoneyCheck> {
  const { Escrow, TFT } = run.grid;
  const providerCredits = await Escrow.providerCreditsOf(await run.chain.solutionProvider.getAddress());
  const credits = [...tenants, ...farms].map(({ creditUnits }) => creditUnits);
  const paid = [...tenants.map(({ withdrawnUnits }) => withdrawnUnits), ...farms.map(({ paidUnits }) => paidUnits)];
  const { foundationUnits, stakersUnits } = await poolOf(run);
  return {
    depositedUnits: sum(tenants.map(({ depositedUnits }) => depositedUnits)),
    balanceUnits: sum(tenants.map(({ balanceUnits }) => balanceUnits)),
    creditUnits: sum([...credits, providerCredits]),
    paidUnits: sum([...paid, providerPaidUnits]),
    poolUnits: foundationUnits + stakersUnits,
    roundingUnits: sum(tenants.map(({ roundingUnits }) => roundingUnits)),
    heldUnits: await TFT.balanceOf(Escrow),
  };
}

async function poolOf({ grid }: TenancyRun) {
  return grid.Escrow.poolOf(await grid.Pricing.latest());
}

function accountOf(movement: Movement): number | undefined {
  if ("stream" in movement) return movement.stream.accountId;
  return "accountId" in movement ? movement.accountId : undefined;
}

function sharedOf(movements: readonly Movement[]): Shared {
  const shares = movements.filter((movement) => "stream" in movement);
  return {
    farmUnits: sum(shares.map(({ farmer }) => farmer)),
    providerUnits: sum(shares.map(({ provider }) => provider)),
    poolUnits: sum(shares.map(({ pool }) => pool)),
    refundedUnits: sum(shares.map(({ refunded }) => refunded)),
  };
}

function unitsOf(movements: readonly Movement[], kind: Movement["kind"]): bigint {
  return sum(movements.map((movement) => (movement.kind === kind && "units" in movement ? movement.units : 0n)));
}

function sum(units: readonly bigint[]): bigint {
  return units.reduce((total, amount) => total + amount, 0n);
}
