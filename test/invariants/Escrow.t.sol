// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Artifact} from "../solidity/Artifact.sol";
import {vm} from "../solidity/ICheatCodes.sol";
import {History} from "./escrow/History.sol";

/// @notice The runner calls only contracts of this very file.
contract EscrowHandler is History {}

/// @notice The numbered facts of `docs/invariants.md`, section "Escrow", after every step of random histories.
contract EscrowInvariants {
    EscrowHandler private _handler;

    function setUp() external {
        _handler = EscrowHandler(Artifact.deploy("test/invariants/Escrow.t.sol:EscrowHandler", ""));
    }

    /// @notice Where the test runner finds what may happen.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev E1, E2, E5, E8 and E9; E3, E4 and E6 are checked with each action, E7 by leaving.
    function invariant_EveryFactHolds() external {
        vm.warp(_handler.clock());
        _handler.checkSolvency();
        _handler.checkRates();
        _handler.checkCredits();
        _handler.checkForecasts();
    }

    /// @dev E7, E9: after each history everybody leaves, and what is over stays over.
    function afterInvariant() external {
        vm.warp(_handler.clock());
        _handler.checkOver();
        _handler.depart(_handler.writes());
    }
}
