// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The rule for unique names: 3 to 64 characters out of `a-z 0-9 - _`.
library DomainName {
    uint256 internal constant MIN_LENGTH = 3;
    uint256 internal constant MAX_LENGTH = 64;

    function isValid(string memory name) internal pure returns (bool) {
        bytes memory characters = bytes(name);
        if (characters.length < MIN_LENGTH || characters.length > MAX_LENGTH) return false;
        for (uint256 i = 0; i < characters.length; ++i) {
            if (!_isAllowed(characters[i])) return false;
        }
        return true;
    }

    function _isAllowed(bytes1 character) private pure returns (bool) {
        return
            (character >= "a" && character <= "z") ||
            (character >= "0" && character <= "9") ||
            character == "-" ||
            character == "_";
    }
}
