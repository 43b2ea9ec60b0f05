// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TFT} from "../../contracts/token/TFT.sol";
import {Artifact} from "../solidity/Artifact.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {vm} from "../solidity/ICheatCodes.sol";

/// @notice The token's access manager is this test.
contract TFTTest is Fuzz {
    uint256 private constant _CAP = 1e16;
    uint256 private constant _START = 1_800_000_000;
    address private constant _MINTER = address(0xbeef);
    address private constant _TO = address(0xcafe);

    TFT private _tft;

    function setUp() external {
        vm.warp(_START);
        _tft = TFT(Artifact.deploy("TFT.sol:TFT", abi.encode("ThreeFold Token", _CAP, address(this))));
    }

    /// @notice What an access manager answers: this test may call whatever is restricted, at once.
    function canCall(address caller, address, bytes4) external view returns (bool isImmediate, uint32 delay) {
        return (caller == address(this), 0);
    }

    /* The time is kept in a variable: to the optimizer it is constant within a transaction. */

    /// @dev However mints and pauses follow each other, no more than capacity + refill * time comes into being.
    function test_mintUpTo_neverMoreThanTheAllowance(
        uint64 capacity,
        uint64 refill,
        uint32[10] calldata pauses,
        uint64[10] calldata amounts
    ) external {
        _tft.setMinter(_MINTER, capacity, refill);
        uint256 elapsed = 0;
        for (uint256 i = 0; i < pauses.length; ++i) {
            elapsed += pauses[i];
            vm.warp(_START + elapsed);
            _mintUpTo(amounts[i]);

            uint256 most = capacity + elapsed * refill;
            _checkAtMost(_tft.totalSupply(), most < _CAP ? most : _CAP);
        }
    }

    /// @dev The allowance told by a running balance: what was there, plus the refill, cut at the capacity.
    function test_mintUpTo_exactlyWhatIsAvailable(
        uint64 capacity,
        uint64 refill,
        uint32[10] calldata pauses,
        uint64[10] calldata amounts
    ) external {
        _tft.setMinter(_MINTER, capacity, refill);
        (uint256 available, uint256 elapsed) = (capacity, 0);
        for (uint256 i = 0; i < pauses.length; ++i) {
            elapsed += pauses[i];
            vm.warp(_START + elapsed);
            available = _smaller(available + uint256(pauses[i]) * refill, capacity);
            uint256 expected = _smaller(amounts[i], _smaller(available, _CAP - _tft.totalSupply()));
            _checkEqual(_tft.mintableBy(_MINTER), _smaller(available, _CAP - _tft.totalSupply()));

            _checkEqual(_mintUpTo(amounts[i]), expected);
            available -= expected;
        }
        _checkEqual(_tft.balanceOf(_TO), _tft.totalSupply());
    }

    function test_mint_allOrNothing(uint64 capacity, uint64 refill, uint32 pause, uint128 amount) external {
        _tft.setMinter(_MINTER, capacity, refill);
        vm.warp(_START + pause);
        uint256 mintable = _tft.mintableBy(_MINTER);

        vm.prank(_MINTER);
        try _tft.mint(_TO, amount) {
            _checkAtMost(amount, mintable);
            _checkEqual(_tft.totalSupply(), amount);
        } catch {
            _checkTrue(amount > mintable, "only too much is refused");
            _checkEqual(_tft.totalSupply(), 0);
        }
    }

    /// @dev Changing a minter never lets it mint more at that moment than it could have a moment before.
    function test_setMinter_neverRaisesWhatIsAvailable(
        uint64 capacity,
        uint64 refill,
        uint64 minted,
        uint32 pause,
        uint64 newCapacity,
        uint64 newRefill
    ) external {
        _tft.setMinter(_MINTER, capacity, refill);
        _mintUpTo(minted);
        vm.warp(_START + pause);
        uint256 before = _tft.mintableBy(_MINTER);

        _tft.setMinter(_MINTER, newCapacity, newRefill);

        _checkAtMost(_tft.mintableBy(_MINTER), before);
        _checkAtMost(_tft.mintableBy(_MINTER), newCapacity);
    }

    function test_supply_neverAboveTheCap(uint64[5] calldata amounts, uint64[5] calldata burnt) external {
        _tft.setMinter(_MINTER, type(uint64).max, type(uint64).max);
        for (uint256 i = 0; i < amounts.length; ++i) {
            _mintUpTo(amounts[i]);
            _checkAtMost(_tft.totalSupply(), _CAP);
            uint256 amount = _bound(burnt[i], 0, _tft.balanceOf(_TO));
            vm.prank(_TO);
            _tft.burn(amount);
            vm.warp(_START + i + 1);
        }
    }

    function _mintUpTo(uint256 amount) private returns (uint256) {
        vm.prank(_MINTER);
        return _tft.mintUpTo(_TO, amount);
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
