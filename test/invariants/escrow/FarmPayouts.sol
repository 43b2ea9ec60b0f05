// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FarmId} from "../../../contracts/types/Ids.sol";

/// @notice All that the escrow asks of a directory: where farms are paid, and whether only their owner may call.
contract FarmPayouts {
    mapping(FarmId farmId => address onlyCaller) private _onlyCallers;

    function setOnlyCaller(FarmId farmId, address onlyCaller) external {
        _onlyCallers[farmId] = onlyCaller;
    }

    function payoutOf(FarmId farmId) external view returns (address payout, address onlyCaller) {
        return (address(uint160(0xfa0000 + FarmId.unwrap(farmId))), _onlyCallers[farmId]);
    }
}
