// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IStreamOperator} from "../../contracts/interfaces/IEscrow.sol";
import {AccountId, StreamId} from "../../contracts/types/Ids.sol";

/// @notice An operator that does on callback what it was told to. It refuses ether.
contract HostileOperator is IStreamOperator {
    using Address for address;

    enum Mood {
        Friendly,
        Reverting,
        Burning,
        Shouting,
        Reentering
    }

    error OperatorRefuses();

    Mood public mood;
    StreamId public closed;
    uint256 public gasGiven;
    bool public reentrySucceeded;
    address public approver;
    AccountId public approvedFor;
    bytes public asked;
    address private _target;
    bytes private _call;

    function setMood(Mood newMood) external {
        mood = newMood;
    }

    /// @notice What to call, on whom, when it is called back.
    function reenterWith(address target, bytes calldata data) external {
        (mood, _target, _call) = (Mood.Reentering, target, data);
    }

    /// @notice Makes a call as the operator. Reverts with whatever the call reverts with.
    function execute(address target, bytes calldata data) external returns (bytes memory) {
        return target.functionCall(data);
    }

    /// @inheritdoc IStreamOperator
    function onStreamClosed(StreamId streamId) external {
        uint256 gasAtStart = gasleft();
        if (mood == Mood.Reverting) revert OperatorRefuses();
        if (mood == Mood.Burning) _burn();
        if (mood == Mood.Shouting) _shout();
        (closed, gasGiven) = (streamId, gasAtStart);
        if (mood == Mood.Reentering) (reentrySucceeded, ) = _target.call(_call);
    }

    /// @inheritdoc IStreamOperator
    function onApproved(address owner, AccountId accountId, bytes calldata data) external returns (bytes memory) {
        if (mood == Mood.Reverting) revert OperatorRefuses();
        (approver, approvedFor, asked) = (owner, accountId, data);
        return mood == Mood.Reentering ? _target.functionCall(_call) : data;
    }

    function _burn() private pure {
        // solhint-disable-next-line no-empty-blocks
        while (true) {}
    }

    /// @dev As much returned data as the gas pays for, to make the caller pay for copying it.
    function _shout() private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly {
            revert(0, 250000)
        }
    }
}
