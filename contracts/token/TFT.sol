// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ITFT, ITFTSource} from "../interfaces/ITFT.sol";

/// @title TFT
/// @notice Refer to {ITFT}.
contract TFT is ITFT, ERC20Burnable, ERC20Capped, ERC20Permit, AccessManaged {
    using SafeCast for uint256;

    /* STORAGE */

    mapping(address minter => Minter allowance) private _minters;

    /* CONSTRUCTOR */

    /// @param name The token's full name; the symbol is TFT on every chain
    /// @param supplyCap The most that may ever circulate, in TFT units
    /// @param authority The access manager
    constructor(
        string memory name,
        uint256 supplyCap,
        address authority
    ) ERC20(name, "TFT") ERC20Capped(supplyCap) ERC20Permit(name) AccessManaged(authority) {
        emit SupplyCapSet(supplyCap);
    }

    /* MINTING */

    /// @inheritdoc ITFT
    function mint(address to, uint256 amount) external {
        Minter memory minter = _minters[msg.sender];
        require(minter.updatedAt != 0, TFTNotMinter(msg.sender));
        uint256 available = _available(minter);
        require(amount <= available, TFTMintAllowanceExceeded(msg.sender, available, amount));

        _spend(available - amount);
        _mint(to, amount);
    }

    /// @inheritdoc ITFTSource
    function mintUpTo(address to, uint256 amount) external returns (uint256 minted) {
        uint256 available = _available(_minters[msg.sender]);
        minted = Math.min(amount, Math.min(available, supplyRoom()));
        if (minted == 0) return 0;

        _spend(available - minted);
        _mint(to, minted);
    }

    function _spend(uint256 left) private {
        Minter storage minter = _minters[msg.sender];
        minter.available = left.toUint64();
        minter.updatedAt = uint40(block.timestamp);
    }

    /* MINTERS */

    /// @inheritdoc ITFT
    function setMinter(address minter, uint64 capacity, uint64 refillPerSecond) external restricted {
        Minter memory old = _minters[minter];
        uint64 available = old.updatedAt == 0 ? capacity : Math.min(_available(old), capacity).toUint64();
        _minters[minter] = Minter(capacity, refillPerSecond, available, uint40(block.timestamp));
        emit MinterSet(minter, capacity, refillPerSecond, available);
    }

    /// @inheritdoc ITFT
    function mintableBy(address minter) external view returns (uint256) {
        return Math.min(_available(_minters[minter]), supplyRoom());
    }

    /// @inheritdoc ITFT
    function minterOf(address minter) external view returns (Minter memory) {
        return _minters[minter];
    }

    function _available(Minter memory minter) private view returns (uint256) {
        uint256 refill = (block.timestamp - minter.updatedAt) * minter.refillPerSecond;
        return Math.min(minter.available + refill, minter.capacity);
    }

    /// @inheritdoc ITFTSource
    function supplyRoom() public view returns (uint256) {
        return cap() - totalSupply();
    }

    /* ERC-20 */

    /// @notice 7 on every chain: one TFT is 10,000,000 units.
    function decimals() public pure override returns (uint8) {
        return 7;
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Capped) {
        super._update(from, to, value);
    }
}
