// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/interfaces/IDirectory.sol";
import {FarmingPolicy} from "../../contracts/interfaces/IFarmingPolicies.sol";
import {Packed} from "../../contracts/libraries/Packed.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract PackedTest is Fuzz {
    Terms private _terms;
    FarmingPolicy private _policy;

    function test_toTerms_givesWhatWasStored(Terms memory terms) external {
        _terms = terms;

        _checkSame(abi.encode(Packed.toTerms(_word(_termsSlot()), _word(_termsSlot() + 1))), abi.encode(terms));
    }

    /// @dev Every bit of the word stands for something; a byte each for the rule and for a yes or no.
    function test_toPolicy_givesWhatWasStored(uint256 word, bool isAllOrNothing, bool requiresVerification) external {
        word &= ~((uint256(0xff) << 128) | (uint256(0xff) << 184));
        if (isAllOrNothing) word |= 1 << 128;
        if (requiresVerification) word |= 1 << 184;

        _policy = Packed.toPolicy(word);

        _checkEqual(_word(_policySlot()), word);
    }

    function _word(uint256 slot) private view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _termsSlot() private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            slot := _terms.slot
        }
    }

    function _policySlot() private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            slot := _policy.slot
        }
    }
}
