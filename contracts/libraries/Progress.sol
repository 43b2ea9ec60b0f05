// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice How far a stream is settled, in one word. From the least significant bits on: 40 bits of unix time up to which
/// it is settled (while pending, when it was opened), then
/// - while it is pending, 64 bits of what is held for it, in TFT units;
/// - while it accrues, 104 bits each of the account's discountable and plain accumulator up to which it is settled;
/// - once stopped, 40 bits of unix time at which it was, and 64 bits each of what it is owed, in all and by the plain rate, in
///   TFT units.
type Progress is uint256;

using ProgressLib for Progress global;

library ProgressLib {
    /// @dev Units of a token whose supply fits 64 bits.
    function pending(uint256 openedAt, uint64 heldUnits) internal pure returns (Progress) {
        return Progress.wrap(openedAt | (uint256(heldUnits) << 40));
    }

    /// @dev The accumulators have 104 bits, the time 40.
    function accruing(uint256 to, uint256 discountableTo, uint256 plainTo) internal pure returns (Progress) {
        return Progress.wrap(to | (discountableTo << 40) | (plainTo << 144));
    }

    /// @dev Units likewise.
    function stopped(uint256 to, uint256 time, uint256 owed, uint256 owedPlain) internal pure returns (Progress) {
        return Progress.wrap(to | (time << 40) | (owed << 80) | (owedPlain << 144));
    }

    function settledTo(Progress progress) internal pure returns (uint40) {
        return uint40(Progress.unwrap(progress));
    }

    function held(Progress progress) internal pure returns (uint64) {
        return uint64(Progress.unwrap(progress) >> 40);
    }

    function discountable(Progress progress) internal pure returns (uint256) {
        return uint104(Progress.unwrap(progress) >> 40);
    }

    function plain(Progress progress) internal pure returns (uint256) {
        return uint104(Progress.unwrap(progress) >> 144);
    }

    function stoppedAt(Progress progress) internal pure returns (uint40) {
        return uint40(Progress.unwrap(progress) >> 40);
    }

    function units(Progress progress) internal pure returns (uint256) {
        return uint64(Progress.unwrap(progress) >> 80);
    }

    function plainUnits(Progress progress) internal pure returns (uint256) {
        return uint64(Progress.unwrap(progress) >> 144);
    }
}
