// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PackedCapacity, PackedTerms} from "../libraries/Packed.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId, NodeId} from "../types/Ids.sol";
import {PeriodSchedule} from "../types/PeriodSchedule.sol";
import {FarmCertification} from "./IFarmingPolicies.sol";

/// @notice A farm as the Directory knows it. What a claim reads lies in one storage slot.
/// @param owner Who manages the farm
/// @param certification The farm's quality
/// @param pendingOwner Who may accept the farm; zero when no transfer is under way
/// @param payout Where rewards go now
/// @param payoutChangesAt Unix time at which a change of the payout address takes effect
/// @param isPayoutLocked Whether only the payout address itself may move it
/// @param pendingPayout Where rewards will go from `payoutChangesAt` on; zero when no change is under way
/// @param name Its unique name
struct Farm {
    address owner;
    FarmCertification certification;
    address pendingOwner;
    address payout;
    uint40 payoutChangesAt;
    bool isPayoutLocked;
    address pendingPayout;
    string name;
}

/// @notice The special policy that a farm's new terms get, and how much of it is left.
/// @param policyId The policy; 0 when the farm has none
/// @param cuMicroLeft Compute units left, in millionths; the maximum means unlimited
/// @param suMicroLeft Storage units left, in millionths; the maximum means unlimited
/// @param nodesLeft Nodes left; the maximum means unlimited
/// @param untilPeriod The first period it no longer covers; {MintingPeriod-FOREVER} for none
/// @param isCertifiedOnly Whether only certified nodes may use it
struct PolicyLimit {
    uint16 policyId;
    uint64 cuMicroLeft;
    uint64 suMicroLeft;
    uint32 nodesLeft;
    uint24 untilPeriod;
    bool isCertifiedOnly;
}

/// @notice What holds for a node in the periods [fromPeriod, untilPeriod). Terms of a node never overlap, and nothing
/// of them changes but their end and their verified periods, both only for periods that have not begun.
/// @param farmId The farm that is paid
/// @param fromPeriod First period covered
/// @param untilPeriod First period no longer covered; {MintingPeriod-FOREVER} while open
/// @param policyId The farming policy
/// @param connectionPriceMusd The TFT price at which rewards are converted, in mUSD per TFT
/// @param ipv4Count Public addresses that the node serves
/// @param isCertified Whether the node is certified
/// @param isVirtualized Whether it runs inside another machine; such nodes earn nothing
/// @param verifiedFrom First period for which the hardware is verified
/// @param verifiedUntil First period for which it no longer is
/// @param capacity What the node offers
struct Terms {
    FarmId farmId;
    uint24 fromPeriod;
    uint24 untilPeriod;
    uint16 policyId;
    uint32 connectionPriceMusd;
    uint16 ipv4Count;
    bool isCertified;
    bool isVirtualized;
    uint24 verifiedFrom;
    uint24 verifiedUntil;
    Capacity capacity;
}

/// @notice A 3Node as the Directory knows it.
/// @param key The address whose signatures are the node's; zero once removed
/// @param farmId The farm it belongs to
/// @param termsCount How many terms it has had; they are numbered from 0
/// @param isTargetDown Whether its farmer asks it to be switched off
/// @param isDown Whether it said that it is switched off
struct Node {
    address key;
    FarmId farmId;
    uint16 termsCount;
    bool isTargetDown;
    bool isDown;
}

/// @notice Where and what a node is, for people and explorers.
/// @param country 2 to 56 bytes
/// @param city 1 to 58 bytes
/// @param latitudeE6 Degrees north times 10^6, from -90,000,000 to 90,000,000; the smallest int32 means unknown
/// @param longitudeE6 Degrees east times 10^6, from -180,000,000 to 180,000,000; the smallest int32 means unknown
/// @param serialNumber The machine's serial number, up to 128 bytes
/// @param hasSecureBoot Whether it booted with verified firmware
struct NodeDetails {
    string country;
    string city;
    int32 latitudeE6;
    int32 longitudeE6;
    string serialNumber;
    bool hasSecureBoot;
}

/// @notice What a node and a farmer agree on when the node joins.
/// @param farmId The farm
/// @param key The node's key
/// @param capacity What the node offers
/// @param ipv4Count Public addresses it serves
/// @param isVirtualized Whether it runs inside another machine
/// @param details Where and what it is
struct Registration {
    FarmId farmId;
    address key;
    Capacity capacity;
    uint16 ipv4Count;
    bool isVirtualized;
    NodeDetails details;
}

/// @notice A party's signed agreement (EIP-712, EIP-1271 for contracts). A party that sends the transaction itself
/// needs none and passes an empty one.
/// @param nonce The party's next nonce, {NoncesKeyed-nonces}
/// @param deadline Unix time after which the consent is void
/// @param signature The signature
struct Consent {
    uint256 nonce;
    uint256 deadline;
    bytes signature;
}

/// @title IDirectory
/// @notice Farms, 3Nodes and the numbered terms under which each node earns, and how much of a node is reserved.
///
/// Every change that bears on rewards takes effect with the next period, so that the inputs of a period are fixed when
/// it begins. Nothing is ever deleted that a claim needs: claiming late reads what claiming early would have read.
interface IDirectory {
    /// @notice What the contract was deployed with.
    event DirectoryStarted(PeriodSchedule schedule, uint40 payoutDelay);

    /* EVENTS: FARMS */

    event FarmCreated(FarmId indexed farmId, address indexed owner, address payout, string name);
    event FarmRenamed(FarmId indexed farmId, string name);
    event FarmTransferStarted(FarmId indexed farmId, address indexed owner, address indexed newOwner);
    event FarmTransferred(FarmId indexed farmId, address indexed previousOwner, address indexed newOwner);

    /// @notice From `effectiveAt` on rewards go to `newPayout`; until then only the owner may claim, to the old
    /// address.
    event FarmPayoutChangeScheduled(FarmId indexed farmId, address payout, address newPayout, uint40 effectiveAt);
    event FarmPayoutChangeCancelled(FarmId indexed farmId, address payout);

    /// @notice While locked only the payout address itself may move it.
    event FarmPayoutLockSet(FarmId indexed farmId, bool isLocked);
    event FarmCertified(FarmId indexed farmId, FarmCertification certification);

    /// @notice The farm's special policy was attached, used up by new terms, or detached (policy 0).
    event FarmPolicyLimitSet(FarmId indexed farmId, PolicyLimit limit);

    /* EVENTS: NODES */

    event NodeRegistered(NodeId indexed nodeId, FarmId indexed farmId, address indexed key);
    event NodeDetailsSet(NodeId indexed nodeId, NodeDetails details);
    event NodeMoved(NodeId indexed nodeId, FarmId indexed fromFarmId, FarmId indexed toFarmId);
    event NodeKeyRotated(NodeId indexed nodeId, address indexed previousKey, address indexed newKey);
    event NodeRemoved(NodeId indexed nodeId, FarmId indexed farmId);
    event NodePowerTargetSet(NodeId indexed nodeId, bool isDown);
    event NodePowerStateSet(NodeId indexed nodeId, bool isDown);

    /// @notice New terms of a node; `terms.untilPeriod` may be brought forward later by {TermsEnded}.
    event TermsOpened(NodeId indexed nodeId, FarmId indexed farmId, uint16 termsIndex, Terms terms);
    event TermsEnded(NodeId indexed nodeId, uint16 termsIndex, uint24 untilPeriod);

    /// @notice The terms are verified for these periods from now on; for none when both ends are the same.
    event TermsVerified(NodeId indexed nodeId, uint16 termsIndex, uint24 verifiedFrom, uint24 verifiedUntil);
    event ConnectionPriceSet(uint32 connectionPriceMusd);

    /* EVENTS: BOOKING */

    event BookerSet(address indexed booker, BookerStatus status);
    event CapacityBooked(NodeId indexed nodeId, address indexed booker, Capacity amount);
    event CapacityReleased(NodeId indexed nodeId, address indexed booker, Capacity amount);

    /// @notice What a contract may do with capacity. Once admitted a booker can always release what it booked.
    enum BookerStatus {
        None,
        Active,
        Retired
    }

    /* ERRORS */

    error DirectoryFarmNotFound(FarmId farmId);

    /// @notice Thrown when the caller is not the farm's owner.
    error DirectoryNotFarmOwner(address caller, FarmId farmId);
    error DirectoryNotPendingFarmOwner(address caller, FarmId farmId);

    /// @notice Thrown when a name is not 3 to 40 characters out of A-Z a-z 0-9 - _.
    error DirectoryNameInvalid(string name);

    /// @notice Thrown when another farm has the name, in whatever case of letters.
    error DirectoryNameTaken(string name, FarmId farmId);
    error DirectoryPayoutInvalid(address payout);

    /// @notice Thrown when the caller may not move the payout address: the owner may, or, once locked, that address
    /// itself.
    error DirectoryNotPayoutController(address caller, FarmId farmId);
    error DirectoryNoPayoutChange(FarmId farmId);
    error DirectoryPayoutChangePending(FarmId farmId, uint40 effectiveAt);

    /// @notice Thrown when a farm is to be attached to a default policy, or to one that, by itself or by the limit, ends
    /// before the next period does.
    error DirectoryPolicyNotAttachable(uint16 policyId);
    error DirectoryNodeNotFound(NodeId nodeId);

    /// @notice Thrown when the caller is neither the node nor, where he may act too, its farmer.
    error DirectoryNotAuthorized(address caller, NodeId nodeId);

    /// @notice Thrown when the key already serves a live node.
    error DirectoryKeyUnavailable(address key, NodeId nodeId);

    /// @notice Thrown when a node offers less than 1 core, 2 GiB of memory or 100 GiB of SSD.
    error DirectoryHardwareTooSmall(Capacity capacity);

    /// @notice Thrown when a text or coordinate is outside its bounds.
    error DirectoryDetailsInvalid(NodeDetails details);
    error DirectoryConnectionPriceInvalid(uint32 connectionPriceMusd);

    /// @notice Thrown when other terms than the ones to be verified hold in the next period.
    error DirectoryTermsNotNext(NodeId nodeId, uint16 termsIndex, uint16 nextTermsIndex);

    /// @notice Thrown when verification would add nothing, leave a gap or look too far ahead.
    error DirectoryVerificationInvalid(NodeId nodeId, uint16 termsIndex, uint24 verifiedFrom, uint24 verifiedUntil);
    error DirectoryTermsUnchanged(NodeId nodeId);

    /// @notice Thrown when a node has had as many terms as can be numbered; remove it and register it anew.
    error DirectoryTermsExhausted(NodeId nodeId);

    /// @notice Thrown when a consent's deadline has passed.
    error DirectoryConsentExpired(uint256 deadline);

    /// @notice Thrown when a consent was not signed by that party.
    error DirectoryConsentInvalid(address party);

    /// @notice Thrown when reserved capacity stands in the way.
    error DirectoryNodeBooked(NodeId nodeId, Capacity booked);

    /// @notice Thrown when nothing at all is to be reserved or freed.
    error DirectoryBookingEmpty(NodeId nodeId);
    error DirectoryCapacityInsufficient(NodeId nodeId, Capacity free, Capacity needed);
    error DirectoryReleaseExceedsBooking(NodeId nodeId, Capacity booked, Capacity released);
    error DirectoryNotBooker(address caller, BookerStatus status);
    error DirectoryBookerStatusInvalid(address booker, BookerStatus status, BookerStatus newStatus);

    /* FARMS */

    /// @notice Creates a farm that the caller owns. Emits {FarmCreated}.
    ///
    /// Requirements: the name is 3 to 40 characters out of `A-Z a-z 0-9 - _` and free (letters compare without case);
    /// the payout address is neither zero nor the Directory.
    /// @return farmId Its number, counted from 1
    function createFarm(string calldata name, address payout) external returns (FarmId farmId);

    /// @notice Gives the farm another name. Emits {FarmRenamed}. Requirements as for {createFarm}; the caller owns the
    /// farm.
    function renameFarm(FarmId farmId, string calldata name) external;

    /// @notice Offers the farm to `newOwner`, who must accept; zero withdraws the offer. Emits {FarmTransferStarted}.
    function transferFarm(FarmId farmId, address newOwner) external;

    /// @notice Takes over a farm that was offered to the caller. Emits {FarmTransferred}.
    function acceptFarm(FarmId farmId) external;

    /// @notice Moves the payout address after {payoutDelay}; replaces an earlier change that has not taken effect. In
    /// the meantime rewards still go to the old address and only the owner may claim. Emits
    /// {FarmPayoutChangeScheduled}.
    ///
    /// Requirements: the caller owns the farm, or, if the payout address is locked, is the payout address.
    function changePayout(FarmId farmId, address newPayout) external;

    /// @notice Stops a change of the payout address that has not taken effect. Emits {FarmPayoutChangeCancelled}.
    ///
    /// Requirements: as for {changePayout}.
    function cancelPayoutChange(FarmId farmId) external;

    /// @notice Makes the payout address movable by itself alone (by the owner), or gives the owner back his say (by the
    /// payout address). Emits {FarmPayoutLockSet}.
    ///
    /// Requirements: no change is under way; the caller is the owner to lock, the payout address to unlock.
    function setPayoutLock(FarmId farmId, bool isLocked) external;

    /// @notice Sets a farm's certification, for new terms. Role: certifier. Emits {FarmCertified}.
    function certifyFarm(FarmId farmId, FarmCertification certification) external;

    /// @notice Attaches the farm to a policy that is not a default one, within limits, or detaches it (policy 0). New
    /// terms get it while the limits last. A node uses them once, and then only for what it grows by, also when it leaves for
    /// another farm and comes back; nothing is given back. Role: policy manager. Emits {FarmPolicyLimitSet}.
    function attachPolicy(FarmId farmId, PolicyLimit calldata limit) external;

    /* NODES */

    /// @notice Registers a 3Node; its terms begin with the next period. Whoever of node and farmer does not send the
    /// transaction agrees by signature; a third party may send it with both. Emits {NodeRegistered}, {NodeDetailsSet}
    /// and {TermsOpened}.
    ///
    /// Requirements: the farm exists; the key serves no live node; at least 1 core, 2 GiB of memory and 100 GiB of SSD;
    /// details within their bounds; both consents.
    /// @return nodeId Its number, counted from 1
    function register(
        Registration calldata registration,
        Consent calldata nodeConsent,
        Consent calldata farmerConsent
    ) external returns (NodeId nodeId);

    /// @notice Moves a node to another farm with the next period; the old farm is paid for the periods before. Emits
    /// {NodeMoved}, {TermsEnded} and {TermsOpened}.
    ///
    /// Requirements: nothing of the node is booked; consents of the node and of the new farm's owner.
    function moveNode(
        NodeId nodeId,
        FarmId toFarmId,
        Consent calldata nodeConsent,
        Consent calldata farmerConsent
    ) external;

    /// @notice States that the node offers another capacity from the next period on. Emits {TermsEnded} and {TermsOpened}.
    ///
    /// Notes: more of any resource takes the present connection price if it is higher, and ends the verification, as does
    /// virtualization; a certified node falls back to DIY once any resource differs by more than 1 % from what was certified.
    ///
    /// Requirements: the caller is the node; something changes; not below what is booked; minimum hardware as for {register}.
    function updateCapacity(NodeId nodeId, Capacity calldata capacity, uint16 ipv4Count, bool isVirtualized) external;

    /// @notice Corrects where and what the node is. Requirements: the caller is the node or its farmer. Emits
    /// {NodeDetailsSet}.
    function setDetails(NodeId nodeId, NodeDetails calldata details) external;

    /// @notice Moves the node, with its farmer's consent, to the policy that new terms would get now, from the next period on;
    /// all else stays. Emits {TermsEnded} and {TermsOpened}.
    ///
    /// Requirements: the caller owns the farm; the policy of the next period changes.
    function adoptPolicy(NodeId nodeId) external;

    /// @notice Gives a node another key. The new key consents; the caller is the present key. Emits {NodeKeyRotated}.
    function rotateKey(NodeId nodeId, address newKey, Consent calldata newKeyConsent) external;

    /// @notice Gives a node whose key is lost another one: certifier and farmer together, and the new key consents.
    /// Role: certifier. Emits {NodeKeyRotated}.
    function replaceKey(
        NodeId nodeId,
        address newKey,
        Consent calldata newKeyConsent,
        Consent calldata farmerConsent
    ) external;

    /// @notice Certifies a node's hardware or withdraws it, from the next period on; connection price and verification stay.
    /// Role: certifier. Emits {TermsEnded} and {TermsOpened}.
    function certifyNode(NodeId nodeId, bool isCertified) external;

    /// @notice States up to which period the hardware behind a node's next terms is checked: from the next period on, or from
    /// the end of the present verification. Role: verifier. Emits {TermsVerified}, for each terms that it reaches.
    ///
    /// Notes: it is the machine that is verified. Default terms that wait behind those of a special policy are verified as far
    /// as these, and new terms take over what is left, unless the machine grows or becomes virtual.
    ///
    /// Requirements: these terms hold in the next period, so that nothing is verified that was changed since it was checked; it
    /// reaches further than before, and at most 60 periods ahead; verification has not lapsed in between: if it has, new terms
    /// are needed.
    /// @param verifiedUntil First period no longer covered
    function verifyTerms(NodeId nodeId, uint16 termsIndex, uint24 verifiedUntil) external;

    /// @notice Withdraws a node's verification: no period that has not begun stays verified, under whatever terms, those that
    /// are lined up included. It names no terms, so that changing them does not escape it. Role: verifier. Emits
    /// {TermsVerified}, for each terms that it changes.
    ///
    /// Requirements: some period to come is verified.
    function withdrawVerification(NodeId nodeId) external;

    /// @notice Ends a node's terms with the next period and frees its key. Emits {NodeRemoved} and {TermsEnded}.
    ///
    /// Requirements: the caller is the node or its farmer; nothing of it is booked.
    function removeNode(NodeId nodeId) external;

    /// @notice Asks the node to switch off or on. Emits {NodePowerTargetSet}.
    ///
    /// Requirements: the caller is the farmer; to switch off, nothing of the node is booked.
    function setPowerTarget(NodeId nodeId, bool isDown) external;

    /// @notice The node says that it is going down or is up. Emits {NodePowerStateSet}. Requirements: the caller is the
    /// node.
    function setPowerState(NodeId nodeId, bool isDown) external;

    /// @notice Sets the connection price of new terms. Role: policy manager. Emits {ConnectionPriceSet}.
    /// @param newConnectionPriceMusd mUSD per TFT, above 0
    function setConnectionPrice(uint32 newConnectionPriceMusd) external;

    /// @notice Makes the caller's next consent of that sequence void, signed or not. Consents carry a keyed nonce (ERC-4337's
    /// layout): sequence in the upper 192 bits, number in the lower 64.
    function revokeConsent(uint192 sequence) external;

    /* BOOKING */

    /// @notice Admits a contract that reserves capacity, or retires it: it can then only release. Role: governor. Emits
    /// {BookerSet}.
    function setBooker(address booker, BookerStatus status) external;

    /// @notice Reserves part of a node. Emits {CapacityBooked}. Requirements: the caller is an active booker; it is
    /// free and not nothing.
    function book(NodeId nodeId, Capacity calldata amount) external;

    /// @notice Frees what the caller reserved. Emits {CapacityReleased}. Requirements: the caller booked that much of the node,
    /// and it is not nothing.
    function release(NodeId nodeId, Capacity calldata amount) external;

    /* VIEWS */

    /// @notice The farm. Requirements: it exists.
    function farmOf(FarmId farmId) external view returns (Farm memory);

    /// @notice The owner of a farm. Requirements: it exists.
    function ownerOf(FarmId farmId) external view returns (address);

    /// @notice The farm's special policy and what is left of it.
    function policyLimitOf(FarmId farmId) external view returns (PolicyLimit memory);

    /// @notice Where the rewards of a farm go now, and who alone may claim them: zero when anybody may. Requirements:
    /// it exists.
    function payoutOf(FarmId farmId) external view returns (address payout, address onlyCaller);

    /// @notice The node. Requirements: it was registered.
    function nodeOf(NodeId nodeId) external view returns (Node memory);

    /// @notice The live node that a key serves; 0 when none.
    function nodeByKey(address key) external view returns (NodeId);

    /// @notice Terms of a node. Terms that do not exist cover no period: all their fields are zero.
    function termsOf(NodeId nodeId, uint16 termsIndex) external view returns (Terms memory);

    /// @notice The same as {termsOf}, as stored: what a claim reads.
    function packedTermsOf(
        NodeId nodeId,
        uint16 termsIndex
    ) external view returns (PackedTerms terms, PackedCapacity capacity);

    /// @notice What of a node is reserved.
    function bookedOf(NodeId nodeId) external view returns (Capacity memory);

    /// @notice What of a node could be reserved now.
    function freeOf(NodeId nodeId) external view returns (Capacity memory);

    function bookerStatusOf(address booker) external view returns (BookerStatus);

    /// @notice How many farms there are; they are numbered from 1 to this.
    function farmCount() external view returns (uint32);

    /// @notice How many nodes were ever registered; they are numbered from 1 to this.
    function nodeCount() external view returns (uint32);

    /// @notice The connection price of new terms, in mUSD per TFT.
    function connectionPriceMusd() external view returns (uint32);

    /// @notice When minting periods begin.
    function schedule() external view returns (PeriodSchedule memory);

    /// @notice The period that is running.
    function currentPeriod() external view returns (uint24);

    /// @notice How long a change of a payout address is visible before it takes effect, in seconds.
    function payoutDelay() external view returns (uint40);
}
