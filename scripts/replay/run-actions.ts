import type { Signer } from "ethers";
import { adoptPolicyAndWait } from "../../sdk/directory/adopt-policy.ts";
import { certifyNodeAndWait } from "../../sdk/directory/certify-node.ts";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import { createFarmAndWait } from "../../sdk/directory/create-farm.ts";
import { moveNodeAndWait } from "../../sdk/directory/move-node.ts";
import { registerNodeAndWait } from "../../sdk/directory/register-node.ts";
import type { NodeDetails } from "../../sdk/directory/registration.ts";
import { signConsentToJoin, signConsentToMove } from "../../sdk/directory/sign-consent.ts";
import { addPolicyAndWait } from "../../sdk/farming/add-policy.ts";
import type { PlannedAction } from "./plan-directory.ts";
import { REPLAY_POLICIES } from "./replay-rule.ts";
import type { ReplayPolicy } from "./replay-rule.ts";
import { nodeKey } from "./run-chain.ts";
import type { ReplayRun } from "./run.ts";

type Action<Kind extends PlannedAction["kind"]> = Extract<PlannedAction, { readonly kind: Kind }>;

/** The policy that comes with the deployment; the others are added when their time has come. */
const DEPLOYED_POLICY: ReplayPolicy = "until72";

/** No consent of the replay runs out. In unix seconds. */
const NEVER = 2n ** 40n;

/** Receipts do not tell where a node stands. */
const PLACE_UNKNOWN: NodeDetails = { country: "unknown", city: "unknown", serialNumber: "", hasSecureBoot: false };

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

/** The farmer of a farm of the real grid. */
export function ownerOf({ chain, farms }: ReplayRun, realFarmId: number): Signer {
  return chain.farmer(farms.all().indexOf(realFarmId));
}

async function addPolicy({ grid, chain, gas }: ReplayRun, { policy }: Action<"addPolicy">): Promise<void> {
  if (policy === DEPLOYED_POLICY) return;
  const { receipt } = await addPolicyAndWait(grid, chain.policyManager, {
    name: `diy-${policy}`,
    rates: REPLAY_POLICIES[policy],
    eligibility: { isDefault: true, isCertifiedOnly: false, farmCertification: "notCertified" },
  });
  gas.add("add policy", receipt);
}

async function createFarm({ grid, chain, farms, gas }: ReplayRun, action: Action<"createFarm">): Promise<void> {
  const farmer = chain.farmer(farms.all().length);
  const payout = await farmer.getAddress();
  const { farmId, receipt } = await createFarmAndWait(grid, farmer, { name: action.name, payout });
  farms.add(action.farmId, farmId);
  gas.add("create farm", receipt);
}

async function registerNode(run: ReplayRun, action: Action<"registerNode">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const key = nodeKey(action.nodeId);
  const registration = {
    farmId: farms.onChain(action.farmId),
    key: key.address,
    capacity: action.capacity,
    ipv4Count: 0,
    isVirtualized: false,
    details: PLACE_UNKNOWN,
  };
  const nodeConsent = await signConsentToJoin(grid, key, { registration, deadline: NEVER });
  const farmer = ownerOf(run, action.farmId);
  const parameters = { registration, nodeConsent, farmerConsent: NO_CONSENT };
  const { nodeId, receipt } = await registerNodeAndWait(grid, farmer, parameters);
  nodes.add(action.nodeId, nodeId);
  gas.add("register node", receipt);
}

async function certifyNode({ grid, chain, nodes, gas }: ReplayRun, action: Action<"certifyNode">): Promise<void> {
  const nodeId = nodes.onChain(action.nodeId);
  const { receipt } = await certifyNodeAndWait(grid, chain.certifier, { nodeId, isCertified: true });
  gas.add("certify node", receipt);
}

async function moveNode(run: ReplayRun, action: Action<"moveNode">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const [nodeId, toFarmId] = [nodes.onChain(action.nodeId), farms.onChain(action.toFarmId)];
  const nodeConsent = await signConsentToMove(grid, nodeKey(action.nodeId), { nodeId, toFarmId, deadline: NEVER });
  const parameters = { nodeId, toFarmId, nodeConsent, farmerConsent: NO_CONSENT };
  const { receipt } = await moveNodeAndWait(grid, ownerOf(run, action.toFarmId), parameters);
  gas.add("move node", receipt);
}

async function adoptPolicy(run: ReplayRun, action: Action<"adoptPolicy">): Promise<void> {
  const { grid, farms, nodes, gas } = run;
  const nodeId = nodes.onChain(action.nodeId);
  const { farmId } = await grid.Directory.nodeOf(nodeId);
  const farmer = ownerOf(run, farms.real(Number(farmId)));
  const { receipt } = await adoptPolicyAndWait(grid, farmer, { nodeId });
  gas.add("adopt policy", receipt);
}
