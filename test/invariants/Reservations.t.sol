// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Artifact} from "../solidity/Artifact.sol";
import {vm} from "../solidity/ICheatCodes.sol";
import {History} from "./reservations/History.sol";

/// @notice The runner calls only contracts of this very file.
contract ReservationsHandler is History {}

/// @notice The numbered facts of `docs/invariants.md`, section "Reservations", after every step of random histories.
contract ReservationsInvariants {
    ReservationsHandler private _handler;

    function setUp() external {
        _handler = ReservationsHandler(Artifact.deploy("test/invariants/Reservations.t.sol:ReservationsHandler", ""));
    }

    /// @notice Where the test runner finds what may happen.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev H1, H2, H3, and that the money is there.
    function invariant_EveryFactHolds() external {
        vm.warp(_handler.clock());
        _handler.checkRecords();
        _handler.checkBookings();
        _handler.checkAddresses();
        _handler.checkNames();
        _handler.checkSolvency();
    }

    /// @dev H4, H5: after each history everybody leaves.
    function afterInvariant() external {
        vm.warp(_handler.clock());
        _handler.depart(_handler.clock());
    }
}
