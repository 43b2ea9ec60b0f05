// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One member's signature (ECDSA, or EIP-1271 when the member is a contract).
struct MemberSignature {
    address member;
    bytes signature;
}

/// @title ISignerSet
/// @notice A set of members that speaks when enough of them sign, and that renews itself: no role can change it.
///
/// Sets are numbered. A rotation is signed by the set in force and takes effect after {rotationDelay}.
interface ISignerSet {
    /// @notice Set number `version` was decided on and speaks from `activeFrom` on.
    event SignerSetRotated(uint32 indexed version, address[] members, uint8 threshold, uint40 activeFrom);

    /// @notice Thrown when a set is empty, larger than 32, not strictly ascending, or when its threshold is not a
    /// majority.
    error SignerSetInvalid(address[] members, uint8 threshold);

    /// @notice Thrown when statements of that set are not accepted now.
    error SignerSetNotActive(uint32 version, uint32 activeVersion);

    /// @notice Thrown when a rotation has been decided on and has not taken effect yet.
    error SignerSetRotationPending(uint32 version, uint40 activeFrom);

    /// @notice Thrown when a signer is not a member of that set.
    error SignerSetNotMember(address signer, uint32 version);

    /// @notice Thrown when signatures are not in ascending order of their members, each once.
    error SignerSetSignaturesUnordered(address previous, address next);

    /// @notice Thrown when a signature does not fit the statement and the member.
    error SignerSetSignatureInvalid(address member);

    /// @notice Thrown when too few members signed.
    error SignerSetQuorumMissed(uint256 signatures, uint256 needed);

    /// @notice Replaces the members after {rotationDelay}. What the present set has stated stays valid.
    ///
    /// Emits {SignerSetRotated}.
    ///
    /// Requirements: at least max(threshold, two thirds) of the present members sign `Rotation(version, members,
    /// threshold)`, where version is the present one plus 1; no rotation is pending.
    /// @param members Strictly ascending addresses, 1 to 32
    /// @param newThreshold How many of them must sign; more than half
    function rotate(address[] calldata members, uint8 newThreshold, MemberSignature[] calldata signatures) external;

    /// @notice How many members of the active set have signed `digest`.
    ///
    /// Requirements: `version` is active; signatures are valid, by members, in ascending order of members, each once;
    /// at least the threshold.
    function requireQuorum(
        uint32 version,
        bytes32 digest,
        MemberSignature[] calldata signatures
    ) external view returns (uint256 signed);

    /// @notice The number of the set that speaks now.
    function activeVersion() external view returns (uint32);

    /// @notice Members, threshold and first moment of a set.
    function setOf(uint32 version) external view returns (address[] memory members, uint8 threshold, uint40 activeFrom);

    /// @notice Whether `account` is a member of that set.
    function isMember(uint32 version, address account) external view returns (bool);

    /// @notice How long a rotation is visible before it takes effect, in seconds.
    function rotationDelay() external view returns (uint40);
}
