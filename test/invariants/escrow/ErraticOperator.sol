// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, IStreamOperator} from "../../../contracts/interfaces/IEscrow.sol";
import {AccountId, StreamId} from "../../../contracts/types/Ids.sol";

/// @notice An operator that takes it well, fails, burns all gas, calls back or is busy when its stream is closed.
contract ErraticOperator is IStreamOperator {
    enum Mood {
        Calm,
        Failing,
        Burning,
        Greedy,
        Busy
    }

    error Refused();

    IEscrow private immutable _ESCROW;

    Mood public mood;

    /// @notice How often it was called back and took it well.
    uint256 public calls;

    constructor(IEscrow escrow) {
        _ESCROW = escrow;
    }

    function setMood(Mood newMood) external {
        mood = newMood;
    }

    /// @inheritdoc IStreamOperator
    function onStreamClosed(StreamId streamId) external {
        require(mood != Mood.Failing, Refused());
        uint256 burnt = 0;
        while (mood == Mood.Burning) ++burnt;
        if (mood == Mood.Greedy) _ESCROW.close(streamId);
        if (mood == Mood.Busy) _spend(900_000);
        ++calls;
    }

    /// @inheritdoc IStreamOperator
    function onApproved(address, AccountId, bytes calldata data) external view returns (bytes memory) {
        require(mood != Mood.Failing, Refused());
        return data;
    }

    function _spend(uint256 gas) private view {
        uint256 rest = gasleft() - gas;
        uint256 rounds = 0;
        while (gasleft() > rest) ++rounds;
    }
}
