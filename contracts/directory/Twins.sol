// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITwins, Twin} from "../interfaces/ITwins.sol";

/// @title Twins
/// @notice Refer to {ITwins}.
contract Twins is ITwins {
    uint256 private constant _MAX_RELAY_LENGTH = 1024;
    uint256 private constant _PUBLIC_KEY_LENGTH = 33;

    mapping(address account => Twin twin) private _twins;

    /// @inheritdoc ITwins
    function setTwin(Twin calldata twin) external {
        require(_isRelay(bytes(twin.relay)), TwinRelayInvalid(twin.relay));
        require(_isPublicKey(twin.publicKey), TwinPublicKeyInvalid(twin.publicKey));

        _twins[msg.sender] = twin;
        emit TwinSet(msg.sender, twin.relay, twin.publicKey);
    }

    /// @inheritdoc ITwins
    function twinOf(address account) external view returns (Twin memory) {
        return _twins[account];
    }

    function _isPublicKey(bytes calldata key) private pure returns (bool) {
        return key.length == _PUBLIC_KEY_LENGTH && (key[0] == 0x02 || key[0] == 0x03);
    }

    /// @dev A dot stands between two other characters: taking the text to begin after a dot refuses the rest.
    function _isRelay(bytes calldata relay) private pure returns (bool) {
        if (relay.length == 0 || relay.length > _MAX_RELAY_LENGTH) return false;
        bool isAfterDot = true;
        for (uint256 i = 0; i < relay.length; ++i) {
            bool isDot = relay[i] == ".";
            if (isDot ? isAfterDot : !_isHostCharacter(relay[i])) return false;
            isAfterDot = isDot;
        }
        return !isAfterDot;
    }

    function _isHostCharacter(bytes1 character) private pure returns (bool) {
        return
            (character >= "a" && character <= "z") ||
            (character >= "A" && character <= "Z") ||
            (character >= "0" && character <= "9") ||
            character == "-" ||
            character == "_";
    }
}
