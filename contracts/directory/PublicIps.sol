// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IPublicIps, PublicIp} from "../interfaces/IPublicIps.sol";
import {IPv4} from "../libraries/IPv4.sol";
import {FarmId} from "../types/Ids.sol";

/// @title PublicIps
/// @notice Refer to {IPublicIps}.
contract PublicIps is IPublicIps {
    using EnumerableSet for EnumerableSet.UintSet;

    struct Holding {
        address booker;
        uint64 holder;
    }

    uint256 private constant _MOST_PER_FARM = 512;

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;

    /* STORAGE */

    mapping(FarmId farmId => uint256 count) private _offered;
    mapping(FarmId farmId => mapping(uint32 ip => PublicIp)) private _ips;
    mapping(FarmId farmId => mapping(uint32 ip => Holding)) private _holdings;
    mapping(FarmId farmId => EnumerableSet.UintSet ips) private _free;

    /* CONSTRUCTOR */

    constructor(IDirectory directory) {
        DIRECTORY = directory;
    }

    /* MODIFIERS */

    modifier onlyFarmOwner(FarmId farmId) {
        require(msg.sender == DIRECTORY.ownerOf(farmId), PublicIpNotFarmOwner(msg.sender, farmId));
        _;
    }

    /* OFFER */

    /// @inheritdoc IPublicIps
    function add(FarmId farmId, PublicIp[] calldata ips) external onlyFarmOwner(farmId) {
        uint256 offered = _offered[farmId] + ips.length;
        require(offered <= _MOST_PER_FARM, PublicIpTooMany(farmId, offered, _MOST_PER_FARM));
        _offered[farmId] = offered;

        for (uint256 i = 0; i < ips.length; ++i) {
            _add(farmId, ips[i]);
        }
    }

    function _add(FarmId farmId, PublicIp calldata offer) private {
        require(_isValid(offer), PublicIpInvalid(offer.ip, offer.prefixLength, offer.gateway));
        require(_ips[farmId][offer.ip].ip == 0, PublicIpDuplicate(farmId, offer.ip));

        _ips[farmId][offer.ip] = offer;
        _free[farmId].add(offer.ip);
        emit PublicIpAdded(farmId, offer.ip, offer.prefixLength, offer.gateway);
    }

    function _isValid(PublicIp calldata offer) private pure returns (bool) {
        return
            offer.prefixLength > 0 &&
            offer.prefixLength < 32 &&
            offer.ip != offer.gateway &&
            IPv4.isPublicUnicast(offer.ip) &&
            IPv4.isPublicUnicast(offer.gateway) &&
            IPv4.areNeighbours(offer.ip, offer.gateway, offer.prefixLength);
    }

    /// @inheritdoc IPublicIps
    function remove(FarmId farmId, uint32[] calldata ips) external onlyFarmOwner(farmId) {
        for (uint256 i = 0; i < ips.length; ++i) {
            Holding memory held = _holdings[farmId][ips[i]];
            require(held.booker == address(0), PublicIpHeld(farmId, ips[i], held.booker, held.holder));
            require(_free[farmId].remove(ips[i]), PublicIpNotFound(farmId, ips[i]));

            delete _ips[farmId][ips[i]];
            emit PublicIpRemoved(farmId, ips[i]);
        }
        _offered[farmId] -= ips.length;
    }

    /* HOLD */

    /// @inheritdoc IPublicIps
    function take(FarmId farmId, uint256 count, uint64 holder) external returns (uint32[] memory ips) {
        IDirectory.BookerStatus status = DIRECTORY.bookerStatusOf(msg.sender);
        require(status == IDirectory.BookerStatus.Active, PublicIpNotBooker(msg.sender, status));
        require(holder != 0, PublicIpHolderInvalid(holder));
        uint256 freeCount = _free[farmId].length();
        require(count <= freeCount, PublicIpInsufficient(farmId, freeCount, count));

        ips = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint32 ip = uint32(_free[farmId].at(freeCount - 1 - i));
            _free[farmId].remove(ip);
            _holdings[farmId][ip] = Holding(msg.sender, holder);
            ips[i] = ip;
            emit PublicIpTaken(farmId, ip, msg.sender, holder);
        }
    }

    /// @inheritdoc IPublicIps
    function free(FarmId farmId, uint32[] calldata ips, uint64 holder) external {
        for (uint256 i = 0; i < ips.length; ++i) {
            Holding memory held = _holdings[farmId][ips[i]];
            // Only a booker ever came to hold one, so that holding proves the right to free.
            require(
                held.booker == msg.sender && held.holder == holder,
                PublicIpNotHeld(farmId, ips[i], msg.sender, holder)
            );

            delete _holdings[farmId][ips[i]];
            _free[farmId].add(ips[i]);
            emit PublicIpFreed(farmId, ips[i], msg.sender, holder);
        }
    }

    /* VIEWS */

    /// @inheritdoc IPublicIps
    function ipOf(FarmId farmId, uint32 ip) external view returns (PublicIp memory offer) {
        offer = _ips[farmId][ip];
        require(offer.ip != 0, PublicIpNotFound(farmId, ip));
    }

    /// @inheritdoc IPublicIps
    function holderOf(FarmId farmId, uint32 ip) external view returns (address booker, uint64 holder) {
        Holding memory held = _holdings[farmId][ip];
        return (held.booker, held.holder);
    }

    /// @inheritdoc IPublicIps
    function countOf(FarmId farmId) external view returns (uint256 offered, uint256 freeCount) {
        return (_offered[farmId], _free[farmId].length());
    }
}
