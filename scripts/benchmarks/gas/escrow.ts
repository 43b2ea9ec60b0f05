import { MaxUint256, Signature } from "ethers";
import type { ContractTransactionResponse } from "ethers";
import { minus, per } from "./measured.ts";
import type { Measure, Operation } from "./measured.ts";
import type { Stage } from "./stage.ts";

const UNITS_PER_TFT = 10_000_000n;
const DEPOSIT = 1000n * UNITS_PER_TFT;

/** 10^-6 USD per second: 2.592 USD in 30 days. */
const RATE = 10n ** 12n;

const HOUR = 3600;
const STREAMS = 11;
const FAR_FUTURE = 2n ** 39n;

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/**
 * What tenants, operators and payees of the escrow pay for: an account that an operator opened eleven streams for, all of one
 * farm, and that is used from then on.
 */
export async function measureEscrow(stage: Stage, measure: Measure): Promise<Operation[]> {
  const { grid, account } = stage;
  const [governor, tenant, operator] = [account(1), account(12), account(16)];
  await grid.TFT.connect(governor).setMinter(governor, 10n * DEPOSIT, 0n);
  await grid.TFT.connect(governor).mint(tenant, 10n * DEPOSIT);
  await grid.TFT.connect(tenant).approve(grid.Escrow, MaxUint256);
  await grid.Directory.connect(tenant).createFarm("QualiaFarm", await tenant.getAddress());

  const escrow = grid.Escrow.connect(tenant);
  await escrow.openAccount();
  await escrow.deposit(1, DEPOSIT);
  await escrow.approve(1, operator, { maxRate: 100n * RATE, maxCharge: DEPOSIT, expiresAt: FAR_FUTURE });
  await openStream(stage);
  const open = await measure(openStream(stage));
  await grid.Escrow.connect(operator).start(1);
  const start = await measure(grid.Escrow.connect(operator).start(2));
  for (let streamId = 3; streamId <= STREAMS; streamId++) {
    await openStream(stage);
    await grid.Escrow.connect(operator).start(streamId);
  }

  const settled = await settleAll(stage);
  await stage.travelTo(settled + HOUR);
  const one = await measure(settle(stage, [1], settled));
  const ten = await measure(settle(stage, range(2, STREAMS), settled));
  const deposit = await measure(escrow.deposit(1, DEPOSIT));
  const withdraw = await measure(escrow.withdraw(1, tenant, UNITS_PER_TFT));
  const close = await measure(grid.Escrow.connect(operator).close(1));
  const payFarm = await measure(grid.Escrow.payFarm(1));
  await depositWithPermit(stage);
  const permit = await measure(depositWithPermit(stage));

  return [
    { name: "deposit, account in use, standing approval", ...deposit, budget: 66_000n },
    { name: "deposit with permit, account in use", ...permit, budget: 88_000n },
    { name: "withdraw", ...withdraw },
    { name: "open a stream", ...open },
    { name: "start a stream", ...start },
    { name: "settle one stream", ...one, budget: 62_000n },
    { name: "settle, each further stream of the same payer in a batch", ...per(minus(ten, one), 9n), budget: 15_000n },
    { name: "close a stream, the operator sends", ...close },
    { name: "pay a farm", ...payFarm },
  ];
}

function openStream({ grid, account }: Stage): Promise<ContractTransactionResponse> {
  return grid.Escrow.connect(account(16)).open({
    accountId: 1,
    farmId: 1,
    nodeId: 1,
    provider: "0x0000000000000000000000000000000000000000",
    providerBps: 0,
    pricingVersion: 1,
    discountableRate: RATE,
    plainRate: 0,
  });
}

/** Settles every stream once up to the same moment, so that each has been settled before and one statement fits all. */
async function settleAll(stage: Stage): Promise<number> {
  const moments = await Promise.all(range(1, STREAMS).map((streamId) => stage.grid.Escrow.settledTo(streamId)));
  const to = Number(moments.reduce((latest, each) => (each > latest ? each : latest))) + HOUR;
  await stage.travelTo(to);
  for (const [index, from] of moments.entries()) await settle(stage, [index + 1], Number(from), to);
  return to;
}

/** As the proof of service has it settled when it has verified a statement. */
async function settle({ grid, impersonate }: Stage, streamIds: number[], from: number, to = from + HOUR) {
  const service = { nodeId: 1, from, to, servedSeconds: to - from, isRequested: false, stopIndex: 0 };
  const proofOfService = await impersonate(await grid.Escrow.PROOF_OF_SERVICE());
  return grid.Escrow.connect(proofOfService).settle(streamIds, service);
}

async function depositWithPermit({ grid, account, provider }: Stage): Promise<ContractTransactionResponse> {
  const tenant = account(12);
  await grid.TFT.connect(tenant).approve(grid.Escrow, 0);
  const { chainId } = await provider.getNetwork();
  const [owner, spender, verifyingContract] = await Promise.all([
    tenant.getAddress(),
    grid.Escrow.getAddress(),
    grid.TFT.getAddress(),
  ]);
  const domain = { name: await grid.TFT.name(), version: "1", chainId, verifyingContract };
  const permit = { owner, spender, value: DEPOSIT, nonce: await grid.TFT.nonces(owner), deadline: FAR_FUTURE };
  const { v, r, s } = Signature.from(await tenant.signTypedData(domain, PERMIT_TYPES, permit));
  return grid.Escrow.connect(tenant).depositWithPermit(1, DEPOSIT, FAR_FUTURE, v, r, s);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
