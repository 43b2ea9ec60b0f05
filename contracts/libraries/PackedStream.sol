// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stream, StreamRequest, StreamStatus} from "../interfaces/IEscrow.sol";
import {AccountId, FarmId, NodeId} from "../types/Ids.sol";

/// @notice A {Stream} as it is stored: the fields from the least significant bits on, in the order of the struct. As words
/// it is read and written at half the price.
/// @param head Who pays, who is paid, who serves, the epoch and the rates
/// @param terms Who operates, the shares, and the status
struct PackedStream {
    uint256 head;
    uint256 terms;
}

using PackedStreamLib for PackedStream global;

library PackedStreamLib {
    uint256 private constant _STATUS = 208;

    /// @notice A pending stream.
    function pack(
        StreamRequest calldata request,
        uint32 inEpoch,
        address by,
        uint16 shareOfFarm
    ) internal pure returns (PackedStream memory stream) {
        stream.head =
            AccountId.unwrap(request.accountId) |
            (uint256(FarmId.unwrap(request.farmId)) << 32) |
            (uint256(NodeId.unwrap(request.nodeId)) << 64) |
            (uint256(inEpoch) << 96) |
            (uint256(request.discountableRate) << 128) |
            (uint256(request.plainRate) << 192);
        stream.terms =
            uint160(by) |
            (uint256(request.pricingVersion) << 160) |
            (uint256(request.providerBps) << 176) |
            (uint256(shareOfFarm) << 192) |
            (uint256(StreamStatus.Pending) << _STATUS);
    }

    function unpack(PackedStream memory stream) internal pure returns (Stream memory) {
        return
            Stream({
                accountId: stream.accountId(),
                farmId: stream.farmId(),
                nodeId: stream.nodeId(),
                epoch: stream.epoch(),
                discountableRate: stream.discountableRate(),
                plainRate: stream.plainRate(),
                operator: stream.operator(),
                pricingVersion: stream.pricingVersion(),
                providerBps: stream.providerBps(),
                farmBps: stream.farmBps(),
                status: stream.status()
            });
    }

    /// @notice The terms with another status.
    function termsWith(PackedStream memory stream, StreamStatus newStatus) internal pure returns (uint256) {
        return uint208(stream.terms) | (uint256(newStatus) << _STATUS);
    }

    /// @notice Whether it exists and is of a node.
    function isOf(PackedStream memory stream, NodeId node) internal pure returns (bool) {
        return stream.terms >> _STATUS != 0 && stream.nodeId() == node;
    }

    /// @notice Account, farm, node and epoch: equal for two streams if all of them are.
    function parties(PackedStream memory stream) internal pure returns (uint256) {
        return uint128(stream.head);
    }

    /// @notice Whether it has a status.
    function isIn(PackedStream memory stream, StreamStatus wanted) internal pure returns (bool) {
        return stream.terms >> _STATUS == uint8(wanted);
    }

    function accountId(PackedStream memory stream) internal pure returns (AccountId) {
        return AccountId.wrap(uint32(stream.head));
    }

    function farmId(PackedStream memory stream) internal pure returns (FarmId) {
        return FarmId.wrap(uint32(stream.head >> 32));
    }

    function nodeId(PackedStream memory stream) internal pure returns (NodeId) {
        return NodeId.wrap(uint32(stream.head >> 64));
    }

    function epoch(PackedStream memory stream) internal pure returns (uint32) {
        return uint32(stream.head >> 96);
    }

    function discountableRate(PackedStream memory stream) internal pure returns (uint64) {
        return uint64(stream.head >> 128);
    }

    function plainRate(PackedStream memory stream) internal pure returns (uint64) {
        return uint64(stream.head >> 192);
    }

    /// @notice Both rates, as {PackedBooksLib-ratesOf} packs them.
    function rates(PackedStream memory stream) internal pure returns (uint256) {
        return stream.head >> 128;
    }

    function operator(PackedStream memory stream) internal pure returns (address) {
        return address(uint160(stream.terms));
    }

    function pricingVersion(PackedStream memory stream) internal pure returns (uint16) {
        return uint16(stream.terms >> 160);
    }

    function providerBps(PackedStream memory stream) internal pure returns (uint16) {
        return uint16(stream.terms >> 176);
    }

    function farmBps(PackedStream memory stream) internal pure returns (uint16) {
        return uint16(stream.terms >> 192);
    }

    function status(PackedStream memory stream) internal pure returns (StreamStatus) {
        return StreamStatus(uint8(stream.terms >> _STATUS));
    }
}
