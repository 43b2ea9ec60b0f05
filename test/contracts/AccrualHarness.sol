// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountBooks, Accrual, Position} from "../../contracts/libraries/Accrual.sol";

/// @notice Computes many cases of {Accrual} in one call.
contract AccrualHarness {
    struct Charge {
        uint64 discountableRate;
        uint64 plainRate;
        uint104 discountableGrowth;
        uint104 plainGrowth;
    }

    struct Owed {
        uint256 units;
        uint256 plainUnits;
    }

    /// @notice Where an account stands, and how many levels of the ladder hold, list price among them.
    struct Standing {
        Position position;
        uint256 levels;
    }

    function standingsAt(
        AccountBooks[] calldata accounts,
        uint256[] calldata indexes
    ) external pure returns (Standing[] memory standings) {
        standings = new Standing[](accounts.length);
        for (uint256 i = 0; i < standings.length; ++i) {
            AccountBooks memory books = accounts[i];
            Position memory position = Accrual.positionAt(books, indexes[i]);
            standings[i].position = position;
            for (uint256 level = 0; level <= Accrual.TOP_LEVEL; ++level) {
                if (Accrual.holds(books, position.grains, level)) ++standings[i].levels;
            }
        }
    }

    /// @notice For each account its thresholds, from list price to the top of the ladder.
    function thresholdsOf(AccountBooks[] calldata accounts) external pure returns (uint256[5][] memory thresholds) {
        thresholds = new uint256[5][](accounts.length);
        for (uint256 i = 0; i < thresholds.length; ++i) {
            for (uint256 level = 0; level <= Accrual.TOP_LEVEL; ++level) {
                thresholds[i][level] = Accrual.thresholdOf(accounts[i], level);
            }
        }
    }

    function owed(Charge[] calldata charges) external pure returns (Owed[] memory results) {
        results = new Owed[](charges.length);
        for (uint256 i = 0; i < results.length; ++i) {
            Charge calldata each = charges[i];
            (results[i].units, results[i].plainUnits) = Accrual.owed(
                each.discountableRate,
                each.plainRate,
                each.discountableGrowth,
                each.plainGrowth
            );
        }
    }
}
