// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What things cost, in USD with 18 decimals per second.
/// @param cuRate One compute unit
/// @param suRate One storage unit
/// @param ipv4Rate One public IPv4 address
/// @param nameRate One unique name
/// @param trafficUsdPerGb Public traffic, in USD with 18 decimals per 10^9 bytes
/// @param dedicatedBps What a whole node costs, in basis points of its capacity's price
/// @param certifiedBps What a certified node costs, in basis points of an uncertified one
struct Prices {
    uint64 cuRate;
    uint64 suRate;
    uint64 ipv4Rate;
    uint64 nameRate;
    uint64 trafficUsdPerGb;
    uint16 dedicatedBps;
    uint16 certifiedBps;
}

/// @notice Who gets what is paid, in basis points; the three shares make 10,000.
/// @param farmBps The farm
/// @param foundationBps The foundation; a solution provider's share comes out of it
/// @param stakersBps Those who stake
/// @param foundation Where the foundation is paid
/// @param stakers Where those who stake are paid
struct Split {
    uint16 farmBps;
    uint16 foundationBps;
    uint16 stakersBps;
    address foundation;
    address stakers;
}

/// @title IPricing
/// @notice Immutable versions of prices and split. What was opened under a version stays under it; retiring a version
/// never reprices. The operators of streams let anybody close what is under a retired version after a notice.
interface IPricing {
    /// @param notice How long what is under a retired version may stay, in seconds
    event PricingStarted(uint40 notice);

    /// @notice A version was added.
    event PricingAdded(uint16 indexed version, Prices prices, Split split);

    /// @notice Nothing new is opened under the version; from `closableAt` on operators close what is.
    event PricingRetired(uint16 indexed version, uint40 closableAt);

    /// @notice Thrown when a version does not exist.
    error PricingNotFound(uint16 version);

    /// @notice Thrown when the latest version is to be retired: something must be offered.
    error PricingIsLatest(uint16 version);

    /// @notice Thrown when a version is retired already.
    error PricingIsRetired(uint16 version);

    /// @notice Thrown when shares do not make 10,000 basis points, a recipient is missing, or a price is.
    error PricingInvalid(Prices prices, Split split);

    /// @notice Adds the next version; new reservations are under the latest one. Role: pricing manager. Emits
    /// {PricingAdded}.
    function add(Prices calldata prices, Split calldata split) external returns (uint16 version);

    /// @notice Retires a version, not the latest one. Role: pricing manager. Emits {PricingRetired}.
    function retire(uint16 version) external;

    /// @notice The number of the latest version.
    function latest() external view returns (uint16);

    /// @notice How long what is under a retired version may stay, in seconds.
    function notice() external view returns (uint40);

    function pricesOf(uint16 version) external view returns (Prices memory);

    function splitOf(uint16 version) external view returns (Split memory);

    /// @notice The shares of farm and foundation in a version under which something new may be opened, in basis points.
    /// Requirements: it is not retired.
    function offeredSharesOf(uint16 version) external view returns (uint16 farmBps, uint16 foundationBps);

    /// @notice Unix time from which operators close what is under a retired version; 0 while it is not retired.
    function closableAt(uint16 version) external view returns (uint40);
}
