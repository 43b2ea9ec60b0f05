// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IAggregatorV3
/// @notice What is read of a source in the form of Chainlink's AggregatorV3Interface.
interface IAggregatorV3 {
    /// @notice How many decimals answers have.
    function decimals() external view returns (uint8);

    /// @notice The latest round. `updatedAt` is the unix time of its answer.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
