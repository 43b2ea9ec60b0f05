// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capacity} from "../../contracts/types/Capacity.sol";

/// @notice What tests on random input share: ranges, and comparisons that say what differs.
abstract contract Fuzz {
    error NotEqual(uint256 actual, uint256 expected);
    error NotSame(bytes actual, bytes expected);
    error AboveMost(uint256 actual, uint256 most);
    error NotTrue(string fact);

    /// @notice A number from `least` to `most`, both included: `random` itself where it is one.
    function _bound(uint256 random, uint256 least, uint256 most) internal pure returns (uint256) {
        if (random >= least && random <= most) return random;
        uint256 size = most - least + 1;
        return size == 0 ? random : least + (random % size);
    }

    function _checkEqual(uint256 actual, uint256 expected) internal pure {
        require(actual == expected, NotEqual(actual, expected));
    }

    function _checkAtMost(uint256 actual, uint256 most) internal pure {
        require(actual <= most, AboveMost(actual, most));
    }

    function _checkTrue(bool isTrue, string memory fact) internal pure {
        require(isTrue, NotTrue(fact));
    }

    function _checkSame(Capacity memory actual, Capacity memory expected) internal pure {
        _checkSame(abi.encode(actual), abi.encode(expected));
    }

    function _checkSame(bytes memory actual, bytes memory expected) internal pure {
        require(keccak256(actual) == keccak256(expected), NotSame(actual, expected));
    }
}
