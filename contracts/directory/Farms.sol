// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {Farm, IDirectory, PolicyLimit} from "../interfaces/IDirectory.sol";
import {FarmCertification, IFarmingPolicies, PolicyEligibility} from "../interfaces/IFarmingPolicies.sol";
import {FarmName} from "../libraries/FarmName.sol";
import {MintingPeriod} from "../libraries/MintingPeriod.sol";
import {FarmId} from "../types/Ids.sol";
import {PeriodSchedule} from "../types/PeriodSchedule.sol";

/// @notice The farms: owner, name, payout address, certification and special policy.
abstract contract Farms is IDirectory, AccessManaged {
    using MintingPeriod for PeriodSchedule;

    /* IMMUTABLES */

    IFarmingPolicies public immutable POLICIES;

    /// @inheritdoc IDirectory
    uint40 public immutable payoutDelay;

    uint40 private immutable _PERIOD_START;
    uint24 private immutable _PERIOD_LENGTH;

    /* STORAGE */

    /// @inheritdoc IDirectory
    uint32 public farmCount;

    mapping(FarmId farmId => Farm farm) private _farms;
    mapping(FarmId farmId => PolicyLimit limit) internal _policyLimits;

    /// @dev How often a farm was attached to a policy or detached: every attachment counts afresh what nodes use of it.
    mapping(FarmId farmId => uint32 count) internal _attachments;
    mapping(bytes32 nameKey => FarmId farmId) private _farmByName;

    /* CONSTRUCTOR */

    constructor(IFarmingPolicies policies, PeriodSchedule memory newSchedule, uint40 newPayoutDelay) {
        newSchedule.check();
        POLICIES = policies;
        payoutDelay = newPayoutDelay;
        _PERIOD_START = newSchedule.start;
        _PERIOD_LENGTH = newSchedule.duration;
        emit DirectoryStarted(newSchedule, newPayoutDelay);
    }

    /* MODIFIERS */

    modifier onlyFarmOwner(FarmId farmId) {
        _checkFarmOwner(farmId);
        _;
    }

    modifier onlyPayoutController(FarmId farmId) {
        Farm storage farm = _existing(farmId);
        require(
            msg.sender == (farm.isPayoutLocked ? _currentPayout(farm) : farm.owner),
            DirectoryNotPayoutController(msg.sender, farmId)
        );
        _;
    }

    /* NAME AND OWNER */

    /// @inheritdoc IDirectory
    function createFarm(string calldata name, address payout) external returns (FarmId farmId) {
        _checkPayout(payout);

        farmId = FarmId.wrap(++farmCount);
        _takeName(farmId, name);
        Farm storage farm = _farms[farmId];
        farm.owner = msg.sender;
        farm.payout = payout;
        farm.name = name;
        emit FarmCreated(farmId, msg.sender, payout, name);
    }

    /// @inheritdoc IDirectory
    function renameFarm(FarmId farmId, string calldata name) external onlyFarmOwner(farmId) {
        _farmByName[FarmName.keyOf(_farms[farmId].name)] = FarmId.wrap(0);
        _takeName(farmId, name);
        _farms[farmId].name = name;
        emit FarmRenamed(farmId, name);
    }

    /// @inheritdoc IDirectory
    function transferFarm(FarmId farmId, address newOwner) external onlyFarmOwner(farmId) {
        _farms[farmId].pendingOwner = newOwner;
        emit FarmTransferStarted(farmId, msg.sender, newOwner);
    }

    /// @inheritdoc IDirectory
    function acceptFarm(FarmId farmId) external {
        Farm storage farm = _existing(farmId);
        require(msg.sender == farm.pendingOwner, DirectoryNotPendingFarmOwner(msg.sender, farmId));

        address previousOwner = farm.owner;
        farm.owner = msg.sender;
        delete farm.pendingOwner;
        emit FarmTransferred(farmId, previousOwner, msg.sender);
    }

    function _takeName(FarmId farmId, string calldata name) private {
        require(FarmName.isValid(name), DirectoryNameInvalid(name));
        bytes32 nameKey = FarmName.keyOf(name);
        FarmId holder = _farmByName[nameKey];
        require(FarmId.unwrap(holder) == 0, DirectoryNameTaken(name, holder));
        _farmByName[nameKey] = farmId;
    }

    /* PAYOUT ADDRESS */

    /// @inheritdoc IDirectory
    function changePayout(FarmId farmId, address newPayout) external onlyPayoutController(farmId) {
        _checkPayout(newPayout);

        Farm storage farm = _farms[farmId];
        farm.payout = _currentPayout(farm);
        farm.pendingPayout = newPayout;
        farm.payoutChangesAt = uint40(block.timestamp) + payoutDelay;
        emit FarmPayoutChangeScheduled(farmId, farm.payout, newPayout, farm.payoutChangesAt);
    }

    /// @inheritdoc IDirectory
    function cancelPayoutChange(FarmId farmId) external onlyPayoutController(farmId) {
        Farm storage farm = _farms[farmId];
        require(_isPayoutChanging(farm), DirectoryNoPayoutChange(farmId));

        delete farm.pendingPayout;
        delete farm.payoutChangesAt;
        emit FarmPayoutChangeCancelled(farmId, farm.payout);
    }

    /// @inheritdoc IDirectory
    function setPayoutLock(FarmId farmId, bool isLocked) external onlyPayoutController(farmId) {
        Farm storage farm = _farms[farmId];
        require(!_isPayoutChanging(farm), DirectoryPayoutChangePending(farmId, farm.payoutChangesAt));

        farm.isPayoutLocked = isLocked;
        emit FarmPayoutLockSet(farmId, isLocked);
    }

    /// @dev A change that has taken effect is written down only by the next one: no transaction is needed for it.
    function _currentPayout(Farm storage farm) private view returns (address) {
        return farm.payoutChangesAt == 0 || _isPayoutChanging(farm) ? farm.payout : farm.pendingPayout;
    }

    function _isPayoutChanging(Farm storage farm) private view returns (bool) {
        return farm.payoutChangesAt > block.timestamp;
    }

    function _checkPayout(address payout) private view {
        require(payout != address(0) && payout != address(this), DirectoryPayoutInvalid(payout));
    }

    /* CERTIFICATION AND POLICY: BY ROLE */

    /// @inheritdoc IDirectory
    function certifyFarm(FarmId farmId, FarmCertification certification) external restricted {
        _existing(farmId).certification = certification;
        emit FarmCertified(farmId, certification);
    }

    /// @inheritdoc IDirectory
    function attachPolicy(FarmId farmId, PolicyLimit calldata limit) external restricted {
        _existing(farmId);
        if (limit.policyId != 0) _checkAttachable(limit);

        ++_attachments[farmId];
        _policyLimits[farmId] = limit;
        emit FarmPolicyLimitSet(farmId, limit);
    }

    function _checkAttachable(PolicyLimit calldata limit) private view {
        uint24 nextPeriod = currentPeriod() + 1;
        PolicyEligibility memory eligibility = POLICIES.eligibilityOf(limit.policyId);
        require(
            !eligibility.isDefault && eligibility.untilPeriod > nextPeriod && limit.untilPeriod > nextPeriod,
            DirectoryPolicyNotAttachable(limit.policyId)
        );
    }

    /* VIEWS */

    /// @inheritdoc IDirectory
    function farmOf(FarmId farmId) external view returns (Farm memory farm) {
        farm = _existing(farmId);
        if (farm.payoutChangesAt == 0 || farm.payoutChangesAt > block.timestamp) return farm;

        (farm.payout, farm.pendingPayout, farm.payoutChangesAt) = (farm.pendingPayout, address(0), 0);
    }

    /// @inheritdoc IDirectory
    function ownerOf(FarmId farmId) public view returns (address) {
        return _existing(farmId).owner;
    }

    /// @inheritdoc IDirectory
    function payoutOf(FarmId farmId) external view returns (address payout, address onlyCaller) {
        Farm storage farm = _farms[farmId];
        uint40 changesAt;
        (payout, changesAt) = (farm.payout, farm.payoutChangesAt);
        require(payout != address(0), DirectoryFarmNotFound(farmId));
        if (changesAt == 0) return (payout, address(0));
        return changesAt > block.timestamp ? (payout, farm.owner) : (farm.pendingPayout, address(0));
    }

    /// @inheritdoc IDirectory
    function policyLimitOf(FarmId farmId) external view returns (PolicyLimit memory) {
        return _policyLimits[farmId];
    }

    /// @inheritdoc IDirectory
    function schedule() public view returns (PeriodSchedule memory) {
        return PeriodSchedule(_PERIOD_START, _PERIOD_LENGTH);
    }

    /// @inheritdoc IDirectory
    function currentPeriod() public view returns (uint24) {
        return schedule().indexAt(block.timestamp);
    }

    function _certificationOf(FarmId farmId) internal view returns (FarmCertification) {
        return _farms[farmId].certification;
    }

    function _checkFarmOwner(FarmId farmId) internal view {
        require(msg.sender == ownerOf(farmId), DirectoryNotFarmOwner(msg.sender, farmId));
    }

    function _existing(FarmId farmId) private view returns (Farm storage farm) {
        farm = _farms[farmId];
        require(farm.owner != address(0), DirectoryFarmNotFound(farmId));
    }
}
