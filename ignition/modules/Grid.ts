import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  ContractCallFuture,
  IgnitionModuleBuilder,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import { ZeroAddress } from "ethers";
import { ROLES, ROLE_NAMES, roleSelectors } from "../../sdk/access/roles.ts";
import type { Role } from "../../sdk/access/roles.ts";
import type { DeploymentSettings } from "../../sdk/deployment/settings.ts";
import { toPolicyStructs } from "../../sdk/farming/policy-structs.ts";
import type { ContractName } from "../../sdk/network/contracts.ts";
import { toPricingStructs } from "../../sdk/pricing/pricing-structs.ts";

type Contract = NamedArtifactContractDeploymentFuture<string>;
type Call = ContractCallFuture<string, string>;
type Arguments = NonNullable<Parameters<IgnitionModuleBuilder["call"]>[2]>;
type Grid = Record<ContractName, Contract>;

/**
 * All contracts and their wiring: the minter, the policies, the pricing versions, the roles. The deployer begins as admin and
 * gives everything away at the end.
 */
export function gridModule(settings: DeploymentSettings) {
  return buildModule("Grid", (m) => {
    const grid = deployContracts(m, settings);
    const filled = fill(m, grid, settings);
    const wired = wireRoles(m, grid, settings, filled);
    m.call(grid.AccessManager, "renounceRole", [ROLES.admin.id, m.getAccount(0)], { id: "renounce", after: wired });
    return grid;
  });
}

function deployContracts(m: IgnitionModuleBuilder, settings: DeploymentSettings): Grid {
  const { token, schedule, timing, rotationDelaySeconds } = settings;
  const AccessManager = m.contract("AccessManager", [m.getAccount(0)]);
  const TFT = m.contract("TFT", [token.name, token.supplyCapUnits, AccessManager]);
  const FarmingPolicies = m.contract("FarmingPolicies", [AccessManager]);
  const Directory = m.contract("Directory", [
    FarmingPolicies,
    { start: schedule.startSeconds, duration: schedule.lengthSeconds },
    settings.payoutDelaySeconds,
    settings.connectionPriceMusd,
    AccessManager,
  ]);
  const Attestors = m.contract("Attestors", [...signerSet(settings.attestors), rotationDelaySeconds]);
  const Verifiers = m.contract("Verifiers", [Directory, ...signerSet(settings.verifiers), rotationDelaySeconds]);
  const Measurements = m.contract("Measurements", [
    Directory,
    Attestors,
    {
      submissionDelay: timing.submissionDelaySeconds,
      dueDelay: timing.dueDelaySeconds,
      publicationTime: timing.publicationTimeSeconds,
      reviewWindow: timing.reviewWindowSeconds,
    },
    AccessManager,
  ]);
  const FarmingRewards = m.contract("FarmingRewards", [
    Directory,
    FarmingPolicies,
    Measurements,
    TFT,
    settings.firstPeriod,
    ZeroAddress,
    AccessManager,
  ]);
  const MedianPriceFeed = m.contract("MedianPriceFeed", [
    ...priceFeed(settings.priceFeed),
    ...signerSet(settings.priceFeed.reporters),
    rotationDelaySeconds,
  ]);
  const PublicIps = m.contract("PublicIps", [Directory]);
  const Twins = m.contract("Twins");
  const Pricing = m.contract("Pricing", [settings.pricing.noticeSeconds, AccessManager]);
  const Escrow = m.contract("Escrow", [
    TFT,
    MedianPriceFeed,
    Pricing,
    Directory,
    Attestors,
    settings.deploymentWindowSeconds,
    AccessManager,
  ]);
  const Forecasts = m.contract("Forecasts", [Escrow, MedianPriceFeed]);
  return {
    AccessManager,
    TFT,
    FarmingPolicies,
    Directory,
    PublicIps,
    Twins,
    Attestors,
    Verifiers,
    Measurements,
    FarmingRewards,
    MedianPriceFeed,
    Pricing,
    Escrow,
    Forecasts,
  };
}

/** The minter, the policies and the pricing versions. As long as no role reaches these functions they are the deploying admin's to call. */
function fill(m: IgnitionModuleBuilder, grid: Grid, settings: DeploymentSettings): Call[] {
  const { capacityUnits, refillPerSecondUnits } = settings.minting;
  const setMinter = m.call(grid.TFT, "setMinter", [grid.FarmingRewards, capacityUnits, refillPerSecondUnits]);

  const policies = settings.policies.map((policy) => {
    const structs = toPolicyStructs(policy);
    return [policy.name, structs.policy, structs.eligibility];
  });
  const versions = settings.pricing.versions.map((version) => {
    const { prices, split } = toPricingStructs(version);
    return [prices, split];
  });
  return [
    setMinter,
    ...addInOrder(m, grid.FarmingPolicies, "addPolicy", policies),
    ...addInOrder(m, grid.Pricing, "addPricing", versions),
  ];
}

/** One after another: the number of what is added is the order in which it was. */
function addInOrder(m: IgnitionModuleBuilder, contract: Contract, id: string, list: Arguments[]): Call[] {
  const calls: Call[] = [];
  for (const [index, args] of list.entries()) {
    calls.push(m.call(contract, "add", args, { id: `${id}${index + 1}`, after: calls.slice(-1) }));
  }
  return calls;
}

/** What each role reaches, who holds it and how long a change of either is visible before it takes effect. */
function wireRoles(m: IgnitionModuleBuilder, grid: Grid, settings: DeploymentSettings, after: Call[]): Call[] {
  const manage = (id: string, functionName: string, args: Arguments) =>
    m.call(grid.AccessManager, functionName, args, { id, after });

  const roles = ROLE_NAMES.flatMap((name) => {
    const role: Role = ROLES[name];
    const { account, executionDelaySeconds } = settings.roles[name];
    const reaches = targetsOf(role).map((contract) =>
      manage(`${name}_reaches_${contract}`, "setTargetFunctionRole", [
        grid[contract],
        roleSelectors(role, contract),
        role.id,
      ]),
    );
    const label = name === "admin" ? [] : [manage(`${name}_label`, "labelRole", [role.id, name])];
    const grant = manage(`${name}_grant`, "grantRole", [role.id, account, executionDelaySeconds]);
    const delayArgs = [role.id, settings.grantDelaySeconds];
    // After the grant: a deployment resumed days later would otherwise grant with the delay.
    const grantDelay = m.call(grid.AccessManager, "setGrantDelay", delayArgs, { id: `${name}_delay`, after: [grant] });
    return [...reaches, ...label, grant, grantDelay];
  });
  const verifiers = manage("verifier_grant_Verifiers", "grantRole", [ROLES.verifier.id, grid.Verifiers, 0]);
  const targetDelays = [...new Set(ROLE_NAMES.flatMap((name) => targetsOf(ROLES[name])))].map((contract) =>
    manage(`${contract}_admin_delay`, "setTargetAdminDelay", [grid[contract], settings.targetAdminDelaySeconds]),
  );
  return [...roles, verifiers, ...targetDelays];
}

function targetsOf(role: Role): ContractName[] {
  return Object.keys(role.functions) as ContractName[];
}

/** Limits, first price, and for how long reports count. */
function priceFeed(settings: DeploymentSettings["priceFeed"]) {
  const limits = {
    lowest: settings.lowestUsdPerTft,
    highest: settings.highestUsdPerTft,
    maxMoveBps: settings.maxMoveBps,
    minInterval: settings.minIntervalSeconds,
    maxAge: settings.maxAgeSeconds,
  };
  return [limits, settings.firstUsdPerTft, settings.reportMaxAgeSeconds] as const;
}

/** Contracts take members in ascending order; parameter files may list them in any. */
function signerSet({ members, threshold }: DeploymentSettings["attestors"]): [string[], number] {
  return [[...members].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)), threshold];
}
