// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {vm} from "./ICheatCodes.sol";

/// @notice Contracts of the project as their own profiles compile them. `new` would compile them once more, as part of the test
/// and with its settings.
library Artifact {
    error NotDeployed(string artifact);

    function deploy(string memory artifact, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = abi.encodePacked(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        require(deployed != address(0), NotDeployed(artifact));
    }
}
