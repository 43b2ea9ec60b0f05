// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The rule for names of farms: 3 to 40 characters out of `A-Z a-z 0-9 - _`.
library FarmName {
    uint256 internal constant MIN_LENGTH = 3;
    uint256 internal constant MAX_LENGTH = 40;

    function isValid(string calldata name) internal pure returns (bool) {
        bytes calldata characters = bytes(name);
        if (characters.length < MIN_LENGTH || characters.length > MAX_LENGTH) return false;
        for (uint256 i = 0; i < characters.length; ++i) {
            if (!_isAllowed(characters[i])) return false;
        }
        return true;
    }

    /// @notice Identifies a name without regard to the case of its letters, so that nobody can pose as another farm.
    function keyOf(string memory name) internal pure returns (bytes32) {
        bytes memory characters = bytes.concat(bytes(name));
        for (uint256 i = 0; i < characters.length; ++i) {
            if (_isUpper(characters[i])) characters[i] |= 0x20;
        }
        return keccak256(characters);
    }

    function _isAllowed(bytes1 character) private pure returns (bool) {
        return
            _isUpper(character) ||
            (character >= "a" && character <= "z") ||
            (character >= "0" && character <= "9") ||
            character == "-" ||
            character == "_";
    }

    function _isUpper(bytes1 character) private pure returns (bool) {
        return character >= "A" && character <= "Z";
    }
}
