import type { ContractTransactionResponse, Signer, TransactionReceipt, TypedDataField } from "ethers";
import { JOIN_FARM_TYPES, MOVE_NODE_TYPES, NO_CONSENT, directoryDomain } from "../../sdk/directory/consent.ts";
import { createFarmAndWait } from "../../sdk/directory/create-farm.ts";
import { toPolicyStructs } from "../../sdk/farming/policy-structs.ts";
import { extractEvent } from "../../sdk/network/extract-event.ts";
import type { PlannedAction } from "./plan-directory.ts";
import { REPLAY_POLICIES } from "./replay-rule.ts";
import type { ReplayPolicy } from "./replay-rule.ts";
import { nodeKey } from "./run-chain.ts";
import type { ReplayRun } from "./run.ts";

type Action<Kind extends PlannedAction["kind"]> = Extract<PlannedAction, { readonly kind: Kind }>;

/** The policy that comes with the deployment; the others are added when their time has come. */
const DEPLOYED_POLICY: ReplayPolicy = "until72";

/** Tells the chain one thing about farms, nodes and policies, signed by those whose business it is. */
export function sendAction(run: ReplayRun, action: PlannedAction): Promise<void> {
  switch (action.kind) {
    case "addPolicy":
      return addPolicy(run, action);
    case "createFarm":
      return createFarm(run, action);
    case "registerNode":
      return registerNode(run, action);
    case "certifyNode":
      return certifyNode(run, action);
    case "moveNode":
      return moveNode(run, action);
    case "adoptPolicy":
      return adoptPolicy(run, action);
  }
}

async function addPolicy({ grid, chain, gas }: ReplayRun, { policy: version }: Action<"addPolicy">): Promise<void> {
  if (version === DEPLOYED_POLICY) return;
  const name = `diy-${version}`;
  const { policy, eligibility } = toPolicyStructs({
    name,
    rates: REPLAY_POLICIES[version],
    eligibility: { isDefault: true, isCertifiedOnly: false, farmCertification: "notCertified" },
  });
  gas.add("add policy", await mined(grid.FarmingPolicies.connect(chain.policyManager).add(name, policy, eligibility)));
}

async function createFarm(run: ReplayRun, { farmId, name }: Action<"createFarm">): Promise<void> {
  const farmer = farmerOf(run, run.farms.all().length);
  const payout = await farmer.getAddress();
  const created = await createFarmAndWait(run.grid, farmer, { name, payout });
  run.farms.add(farmId, created.farmId);
  run.gas.add("create farm", created.receipt);
}

async function registerNode(run: ReplayRun, { nodeId, farmId, capacity }: Action<"registerNode">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const key = nodeKey(nodeId);
  const { cru, mruBytes, sruBytes, hruBytes } = capacity;
  const registration = {
    farmId: farms.onChain(farmId),
    key: key.address,
    capacity: { cru, mru: mruBytes, sru: sruBytes, hru: hruBytes },
    ipv4Count: 0,
    isVirtualized: false,
    details: PLACE_UNKNOWN,
  };
  const consent = await consentOf(run, key, JOIN_FARM_TYPES, { registration });
  const directory = grid.Directory.connect(ownerOf(run, farmId));
  const receipt = await mined(directory.register(registration, consent, NO_CONSENT));
  const { nodeId: onChain } = extractEvent(grid.Directory, grid.Directory.filters.NodeRegistered, receipt);
  nodes.add(nodeId, Number(onChain));
  gas.add("register node", receipt);
}

/** Receipts do not tell where a node stands. */
const PLACE_UNKNOWN = {
  country: "unknown",
  city: "unknown",
  latitudeE6: -(2 ** 31),
  longitudeE6: -(2 ** 31),
  serialNumber: "",
  hasSecureBoot: false,
};

async function certifyNode({ grid, chain, nodes, gas }: ReplayRun, { nodeId }: Action<"certifyNode">): Promise<void> {
  const directory = grid.Directory.connect(chain.certifier);
  gas.add("certify node", await mined(directory.certifyNode(nodes.onChain(nodeId), true)));
}

async function moveNode(run: ReplayRun, { nodeId: realId, toFarmId: toRealId }: Action<"moveNode">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const [nodeId, toFarmId] = [nodes.onChain(realId), farms.onChain(toRealId)];
  const consent = await consentOf(run, nodeKey(realId), MOVE_NODE_TYPES, { nodeId, toFarmId });
  const directory = grid.Directory.connect(ownerOf(run, toRealId));
  gas.add("move node", await mined(directory.moveNode(nodeId, toFarmId, consent, NO_CONSENT)));
}

async function adoptPolicy(run: ReplayRun, { nodeId: realId }: Action<"adoptPolicy">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const nodeId = nodes.onChain(realId);
  const { farmId } = await grid.Directory.nodeOf(nodeId);
  const directory = grid.Directory.connect(ownerOf(run, farms.real(Number(farmId))));
  gas.add("adopt policy", await mined(directory.adoptPolicy(nodeId)));
}

/** The farmer of a farm of the real grid. */
export function ownerOf(run: ReplayRun, realFarmId: number): Signer {
  return farmerOf(run, run.farms.all().indexOf(realFarmId));
}

function farmerOf({ chain }: ReplayRun, index: number): Signer {
  return chain.farmer(index);
}

/** What the node agrees to, signed by its key; the farmer agrees by sending. */
async function consentOf(
  { grid }: ReplayRun,
  key: Signer,
  types: Record<string, TypedDataField[]>,
  agreedOn: Record<string, unknown>,
) {
  const { chainId, verifyingContract } = await grid.Directory.eip712Domain();
  const nonce = await grid.Directory["nonces(address)"](await key.getAddress());
  const terms = { ...agreedOn, nonce, deadline: NEVER };
  const signature = await key.signTypedData(directoryDomain(chainId, verifyingContract), types, terms);
  return { nonce, deadline: NEVER, signature };
}

/** No consent of the replay runs out. */
const NEVER = 2n ** 40n;

async function mined(sent: Promise<ContractTransactionResponse>): Promise<TransactionReceipt> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("A transaction of the replay came into no block.");
  return receipt;
}
