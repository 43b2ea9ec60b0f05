// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPv4} from "../../contracts/libraries/IPv4.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract IPv4Test is Fuzz {
    struct Block {
        uint32 first;
        uint8 prefixLength;
    }

    Block[] private _special;

    /// @dev IANA's registry of special-purpose addresses, then multicast and what is reserved above it.
    constructor() {
        _add(0, 0, 0, 0, 8);
        _add(10, 0, 0, 0, 8);
        _add(100, 64, 0, 0, 10);
        _add(127, 0, 0, 0, 8);
        _add(169, 254, 0, 0, 16);
        _add(172, 16, 0, 0, 12);
        _add(192, 0, 0, 0, 24);
        _add(192, 0, 2, 0, 24);
        _add(192, 88, 99, 0, 24);
        _add(192, 168, 0, 0, 16);
        _add(198, 18, 0, 0, 15);
        _add(198, 51, 100, 0, 24);
        _add(203, 0, 113, 0, 24);
        _add(224, 0, 0, 0, 3);
    }

    function test_isPublicUnicast_outsideEveryBlock(uint32 ip) external view {
        _checkTrue(IPv4.isPublicUnicast(ip) == !_isSpecial(ip), "outside");
    }

    function test_isPublicUnicast_nowhereInABlock(uint256 index, uint32 place) external view {
        Block memory special = _special[index % _special.length];
        uint32 ip = special.first + (place & (type(uint32).max >> special.prefixLength));

        _checkTrue(!IPv4.isPublicUnicast(ip), "inside");
    }

    function test_isPublicUnicast_besideABlock(uint256 index, bool isBefore) external view {
        Block memory special = _special[index % _special.length];
        uint256 size = 2 ** (32 - special.prefixLength);
        uint256 beside = isBefore ? uint256(special.first) + 2 ** 32 - 1 : special.first + size;
        uint32 ip = uint32(beside % 2 ** 32);

        _checkTrue(IPv4.isPublicUnicast(ip) == !_isSpecial(ip), "beside");
    }

    /// @dev The addresses of a network are those with the same first bits, cut off by division.
    function test_areNeighbours_inOneNetwork(uint32 a, uint32 b, uint8 prefixLength) external pure {
        prefixLength = uint8(_bound(prefixLength, 1, 32));
        uint256 size = 2 ** (32 - uint256(prefixLength));

        _checkTrue(IPv4.areNeighbours(a, b, prefixLength) == (a / size == b / size), "network");
    }

    function test_areNeighbours_withAnyPlaceInTheNetwork(uint32 a, uint32 place, uint8 prefixLength) external pure {
        prefixLength = uint8(_bound(prefixLength, 1, 32));
        uint32 hosts = uint32(2 ** (32 - uint256(prefixLength)) - 1);
        uint32 b = (a & ~hosts) | (place & hosts);

        _checkTrue(IPv4.areNeighbours(a, b, prefixLength), "neighbours");
        _checkTrue(IPv4.areNeighbours(b, a, prefixLength), "the other way round");
    }

    function _add(uint8 a, uint8 b, uint8 c, uint8 d, uint8 prefixLength) private {
        uint32 first = (uint32(a) << 24) | (uint32(b) << 16) | (uint32(c) << 8) | d;
        _special.push(Block(first, prefixLength));
    }

    function _isSpecial(uint32 ip) private view returns (bool) {
        for (uint256 i = 0; i < _special.length; ++i) {
            uint256 size = 2 ** (32 - uint256(_special[i].prefixLength));
            if (ip >= _special[i].first && ip < _special[i].first + size) return true;
        }
        return false;
    }
}
