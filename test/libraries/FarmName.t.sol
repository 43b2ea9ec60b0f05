// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FarmName} from "../../contracts/libraries/FarmName.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract FarmNameTest is Fuzz {
    bytes private constant _ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    function test_isValid_allowedCharactersOnly(bytes32 seed, uint256 length) external view {
        string memory name = _nameOf(seed, _bound(length, 3, 40));

        _checkTrue(this.isValid(name), name);
    }

    /// @dev Every one of the 256 bytes, at every place.
    function test_isValid_oneOtherCharacterIsTooMany(
        bytes32 seed,
        uint256 length,
        uint256 place,
        bytes1 character
    ) external view {
        bytes memory name = bytes(_nameOf(seed, _bound(length, 3, 40)));
        name[_bound(place, 0, name.length - 1)] = character;

        _checkTrue(this.isValid(string(name)) == _isAllowed(character), string(name));
    }

    function test_isValid_notTooShortOrTooLong(bytes32 seed, uint256 length) external view {
        length = _bound(length, 0, 100);

        _checkTrue(this.isValid(_nameOf(seed, length)) == (length >= 3 && length <= 40), "length");
    }

    function test_keyOf_isTheSameInWhateverCase(bytes32 seed, uint256 length, uint256 cases) external pure {
        string memory name = _nameOf(seed, _bound(length, 3, 40));

        _checkTrue(FarmName.keyOf(name) == FarmName.keyOf(_withCases(name, cases)), name);
    }

    function test_keyOf_differsWithOneOtherCharacter(
        bytes32 seed,
        uint256 length,
        uint256 place,
        uint256 other
    ) external pure {
        string memory name = _nameOf(seed, _bound(length, 3, 40));
        bytes memory changed = bytes.concat(bytes(name));
        uint256 index = _bound(place, 0, changed.length - 1);
        changed[index] = _ALLOWED[other % _ALLOWED.length];

        bool isSame = _lower(changed[index]) == _lower(bytes(name)[index]);
        _checkTrue((FarmName.keyOf(name) == FarmName.keyOf(string(changed))) == isSame, string(changed));
    }

    function test_keyOf_leavesTheNameAsItIs(string memory name) external pure {
        bytes memory before = bytes.concat(bytes(name));
        FarmName.keyOf(name);

        _checkSame(bytes(name), before);
    }

    function isValid(string calldata name) external pure returns (bool) {
        return FarmName.isValid(name);
    }

    function _nameOf(bytes32 seed, uint256 length) private pure returns (string memory) {
        bytes memory name = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            name[i] = _ALLOWED[uint256(keccak256(abi.encode(seed, i))) % _ALLOWED.length];
        }
        return string(name);
    }

    /// @dev The name with the case of some letters changed: one bit of `cases` for each place.
    function _withCases(string memory name, uint256 cases) private pure returns (string memory) {
        bytes memory changed = bytes.concat(bytes(name));
        for (uint256 i = 0; i < changed.length; ++i) {
            bytes1 lower = _lower(changed[i]);
            bool isLetter = lower >= "a" && lower <= "z";
            if (isLetter && cases & (1 << i) != 0) changed[i] ^= 0x20;
        }
        return string(changed);
    }

    function _lower(bytes1 character) private pure returns (bytes1) {
        return character >= "A" && character <= "Z" ? character | 0x20 : character;
    }

    function _isAllowed(bytes1 character) private pure returns (bool) {
        for (uint256 i = 0; i < _ALLOWED.length; ++i) {
            if (_ALLOWED[i] == character) return true;
        }
        return false;
    }
}
