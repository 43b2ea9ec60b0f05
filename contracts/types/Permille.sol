// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A part in a thousand: 950 is 95 %. A type of its own, so that 95 cannot be taken for it unseen.
type Permille is uint16;
