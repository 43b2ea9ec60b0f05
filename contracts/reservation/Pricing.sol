// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IPricing, Prices, Split} from "../interfaces/IPricing.sol";

/// @title Pricing
/// @notice Refer to {IPricing}.
contract Pricing is IPricing, AccessManaged {
    /// @dev The shares and whether they are offered are in one slot: opening a stream reads just that.
    struct Version {
        Prices prices;
        uint16 farmBps;
        uint16 foundationBps;
        uint16 stakersBps;
        uint40 closableAt;
        address foundation;
        address stakers;
    }

    uint256 private constant _BPS = 10_000;

    /* IMMUTABLES */

    /// @inheritdoc IPricing
    uint40 public immutable notice;

    /* STORAGE */

    /// @inheritdoc IPricing
    uint16 public latest;

    mapping(uint16 version => Version stored) private _versions;

    /* CONSTRUCTOR */

    /// @param newNotice How long what is under a retired version may stay, in seconds
    constructor(uint40 newNotice, address authority) AccessManaged(authority) {
        notice = newNotice;
        emit PricingStarted(newNotice);
    }

    /* VERSIONS */

    /// @inheritdoc IPricing
    function add(Prices calldata prices, Split calldata split) external restricted returns (uint16 version) {
        require(_isValid(prices) && _isValid(split), PricingInvalid(prices, split));
        version = ++latest;
        _versions[version] = Version({
            prices: prices,
            farmBps: split.farmBps,
            foundationBps: split.foundationBps,
            stakersBps: split.stakersBps,
            closableAt: 0,
            foundation: split.foundation,
            stakers: split.stakers
        });
        emit PricingAdded(version, prices, split);
    }

    /// @inheritdoc IPricing
    function retire(uint16 version) external restricted {
        Version storage retired = _existing(version);
        require(version < latest, PricingIsLatest(version));
        require(retired.closableAt == 0, PricingIsRetired(version));

        retired.closableAt = uint40(block.timestamp) + notice;
        emit PricingRetired(version, retired.closableAt);
    }

    function _isValid(Prices calldata prices) private pure returns (bool) {
        return
            prices.cuRate > 0 &&
            prices.suRate > 0 &&
            prices.ipv4Rate > 0 &&
            prices.nameRate > 0 &&
            prices.dedicatedBps > 0 &&
            prices.dedicatedBps <= _BPS &&
            prices.certifiedBps >= _BPS;
    }

    function _isValid(Split calldata split) private pure returns (bool) {
        uint256 sum = uint256(split.farmBps) + split.foundationBps + split.stakersBps;
        return sum == _BPS && split.foundation != address(0) && split.stakers != address(0);
    }

    /* VIEWS */

    /// @inheritdoc IPricing
    function pricesOf(uint16 version) external view returns (Prices memory) {
        return _existing(version).prices;
    }

    /// @inheritdoc IPricing
    function splitOf(uint16 version) external view returns (Split memory) {
        Version storage stored = _existing(version);
        return Split(stored.farmBps, stored.foundationBps, stored.stakersBps, stored.foundation, stored.stakers);
    }

    /// @inheritdoc IPricing
    function offeredSharesOf(uint16 version) external view returns (uint16 farmBps, uint16 foundationBps) {
        Version storage offered = _existing(version);
        require(offered.closableAt == 0, PricingIsRetired(version));
        return (offered.farmBps, offered.foundationBps);
    }

    /// @inheritdoc IPricing
    function closableAt(uint16 version) external view returns (uint40) {
        return _existing(version).closableAt;
    }

    function _existing(uint16 version) private view returns (Version storage stored) {
        stored = _versions[version];
        require(stored.foundation != address(0), PricingNotFound(version));
    }
}
