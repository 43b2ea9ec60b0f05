// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITFTSource} from "../../contracts/interfaces/ITFT.sol";

/// @notice A token that calls back whoever asks it for TFT, and says it gave what it likes. What it was asked to give adds up
/// in `asked`.
contract HostileToken is ITFTSource {
    /// @notice How much more than asked for it claims to have given; the type's maximum means it says it gave nothing.
    uint256 public surplus;

    uint256 public asked;
    bool public hasCalledBack = true;
    bool public callSucceeded;
    bytes private _call;

    /// @notice What to call on the asker, once, while it is being served.
    function callBackWith(bytes calldata data) external {
        _call = data;
        hasCalledBack = false;
    }

    function pretend(uint256 newSurplus) external {
        surplus = newSurplus;
    }

    /// @inheritdoc ITFTSource
    function mintUpTo(address, uint256 amount) external returns (uint256 minted) {
        minted = surplus == type(uint256).max ? 0 : amount + surplus;
        asked += amount;
        if (hasCalledBack) return minted;

        hasCalledBack = true;
        (callSucceeded, ) = msg.sender.call(_call);
    }

    /// @inheritdoc ITFTSource
    function supplyRoom() external pure returns (uint256) {
        return 0;
    }
}
