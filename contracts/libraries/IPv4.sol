// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Which IPv4 addresses can serve tenants.
library IPv4 {
    /// @notice Whether an address is public and unicast: outside the special-purpose blocks of IANA's registry.
    function isPublicUnicast(uint32 ip) internal pure returns (bool) {
        uint32 first = ip >> 24;
        if (first == 0 || first == 10 || first == 127 || first >= 224) return false;
        return
            !(_isIn(ip, 0x64400000, 10) || // 100.64.0.0/10, shared by carriers
                _isIn(ip, 0xA9FE0000, 16) || // 169.254.0.0/16, link-local
                _isIn(ip, 0xAC100000, 12) || // 172.16.0.0/12, private
                _isIn(ip, 0xC0000000, 24) || // 192.0.0.0/24, protocol assignments
                _isIn(ip, 0xC0000200, 24) || // 192.0.2.0/24, documentation
                _isIn(ip, 0xC0586300, 24) || // 192.88.99.0/24, retired relays
                _isIn(ip, 0xC0A80000, 16) || // 192.168.0.0/16, private
                _isIn(ip, 0xC6120000, 15) || // 198.18.0.0/15, benchmarks
                _isIn(ip, 0xC6336400, 24) || // 198.51.100.0/24, documentation
                _isIn(ip, 0xCB007100, 24)); // 203.0.113.0/24, documentation
    }

    /// @notice Whether two addresses lie in one network of the given prefix length.
    /// @param prefixLength 1 to 32
    function areNeighbours(uint32 a, uint32 b, uint8 prefixLength) internal pure returns (bool) {
        return _isIn(a, b, prefixLength);
    }

    function _isIn(uint32 ip, uint32 network, uint8 prefixLength) private pure returns (bool) {
        return (ip ^ network) >> (32 - prefixLength) == 0;
    }
}
