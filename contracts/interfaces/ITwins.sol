// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The network identity of an account: where its messages go and the key that encrypts them.
/// @param relay Host name of its message relay, 1 to 1024 characters out of `A-Z a-z 0-9 - _ .`
/// @param publicKey Compressed secp256k1 key, 33 bytes
struct Twin {
    string relay;
    bytes publicKey;
}

/// @title ITwins
/// @notice Twins of nodes (under the node's key) and of users. Each account writes its own.
interface ITwins {
    event TwinSet(address indexed account, string relay, bytes publicKey);

    /// @notice Thrown when a relay is not 1 to 1024 characters out of `A-Z a-z 0-9 - _ .`, begins or ends with a dot,
    /// or has two dots in a row.
    error TwinRelayInvalid(string relay);

    /// @notice Thrown when a public key is not 33 bytes beginning with 2 or 3.
    error TwinPublicKeyInvalid(bytes publicKey);

    /// @notice Sets the caller's twin. Emits {TwinSet}. Requirements: relay and public key are valid.
    function setTwin(Twin calldata twin) external;

    /// @notice The twin of an account; empty when it has none.
    function twinOf(address account) external view returns (Twin memory);
}
