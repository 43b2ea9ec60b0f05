// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Artifact} from "../solidity/Artifact.sol";
import {vm} from "../solidity/ICheatCodes.sol";
import {History} from "./rewards/History.sol";

/// @notice The runner calls only contracts of this very file.
contract RewardsHandler is History {}

/// @notice The numbered facts of `docs/invariants.md`, section "Farming rewards", after every step of random histories.
/// hardhat-config: long.invariant.depth = 96
contract FarmingRewardsInvariants {
    RewardsHandler private _handler;

    function setUp() external {
        _handler = RewardsHandler(Artifact.deploy("test/invariants/FarmingRewards.t.sol:RewardsHandler", ""));
    }

    /// @notice Where the test runner finds what may happen.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev R1
    function invariant_MintedAndOwedAreTheSumOfReceipts() external view {
        _handler.checkSum();
    }

    /// @dev R2 to R6; R7 and R8 are checked with each claim.
    function invariant_EveryNodeIsPaidItsBestLeafOnce() external view {
        _handler.checkNodes();
    }

    /// @dev R9
    function invariant_WhatIsFinalStays() external {
        vm.warp(_handler.clock());
        _handler.checkBatches();
    }

    /// @dev After each history everything that is left is claimed.
    function afterInvariant() external {
        _handler.finish(uint256(keccak256(abi.encode(_handler.receipts()))));
        _handler.checkSum();
        _handler.checkNodes();
    }
}
