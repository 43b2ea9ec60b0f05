import { AccessManager__factory } from "../../typechain-types/factories/@openzeppelin/contracts/access/manager/AccessManager__factory.ts";
import { Directory__factory } from "../../typechain-types/factories/contracts/directory/Directory__factory.ts";
import { PublicIps__factory } from "../../typechain-types/factories/contracts/directory/PublicIps__factory.ts";
import { Twins__factory } from "../../typechain-types/factories/contracts/directory/Twins__factory.ts";
import { Verifiers__factory } from "../../typechain-types/factories/contracts/directory/Verifiers__factory.ts";
import { Attestors__factory } from "../../typechain-types/factories/contracts/farming/Attestors__factory.ts";
import { FarmingPolicies__factory } from "../../typechain-types/factories/contracts/farming/FarmingPolicies__factory.ts";
import { FarmingRewards__factory } from "../../typechain-types/factories/contracts/farming/FarmingRewards__factory.ts";
import { Measurements__factory } from "../../typechain-types/factories/contracts/farming/Measurements__factory.ts";
import { MedianPriceFeed__factory } from "../../typechain-types/factories/contracts/oracle/MedianPriceFeed__factory.ts";
import { Escrow__factory } from "../../typechain-types/factories/contracts/reservation/Escrow__factory.ts";
import { Forecasts__factory } from "../../typechain-types/factories/contracts/reservation/Forecasts__factory.ts";
import { Names__factory } from "../../typechain-types/factories/contracts/reservation/Names__factory.ts";
import { Offers__factory } from "../../typechain-types/factories/contracts/reservation/Offers__factory.ts";
import { Pricing__factory } from "../../typechain-types/factories/contracts/reservation/Pricing__factory.ts";
import { ProofOfService__factory } from "../../typechain-types/factories/contracts/reservation/ProofOfService__factory.ts";
import { Reservations__factory } from "../../typechain-types/factories/contracts/reservation/Reservations__factory.ts";
import { TFT__factory } from "../../typechain-types/factories/contracts/token/TFT__factory.ts";

/** The deployed contracts, by the name that the address book and messages use, with their typed bindings. */
export const CONTRACTS = {
  AccessManager: AccessManager__factory,
  TFT: TFT__factory,
  FarmingPolicies: FarmingPolicies__factory,
  Directory: Directory__factory,
  PublicIps: PublicIps__factory,
  Twins: Twins__factory,
  Attestors: Attestors__factory,
  Verifiers: Verifiers__factory,
  Measurements: Measurements__factory,
  FarmingRewards: FarmingRewards__factory,
  MedianPriceFeed: MedianPriceFeed__factory,
  Pricing: Pricing__factory,
  ProofOfService: ProofOfService__factory,
  Escrow: Escrow__factory,
  Forecasts: Forecasts__factory,
  Offers: Offers__factory,
  Reservations: Reservations__factory,
  Names: Names__factory,
} as const;

export type ContractName = keyof typeof CONTRACTS;

export const CONTRACT_NAMES = Object.keys(CONTRACTS) as ContractName[];
