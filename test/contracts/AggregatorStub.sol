// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAggregatorV3} from "../../contracts/interfaces/IAggregatorV3.sol";

/// @notice An aggregator that answers what it was told to.
contract AggregatorStub is IAggregatorV3 {
    uint8 public immutable decimals;

    int256 private _answer;
    uint256 private _roundAt;

    constructor(uint8 newDecimals) {
        decimals = newDecimals;
    }

    function set(int256 newAnswer, uint256 newRoundAt) external {
        (_answer, _roundAt) = (newAnswer, newRoundAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (1, _answer, _roundAt, _roundAt, 1);
    }
}
