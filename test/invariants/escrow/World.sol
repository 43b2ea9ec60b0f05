// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, ManagerLimits, OperatorLimits} from "../../../contracts/interfaces/IEscrow.sol";
import {IForecasts} from "../../../contracts/interfaces/IForecasts.sol";
import {IPricing, Prices, Split} from "../../../contracts/interfaces/IPricing.sol";
import {ITFT} from "../../../contracts/interfaces/ITFT.sol";
import {AccountId, FarmId} from "../../../contracts/types/Ids.sol";
import {FreePriceFeed} from "../../contracts/FreePriceFeed.sol";
import {Artifact} from "../../solidity/Artifact.sol";
import {Fuzz} from "../../solidity/Fuzz.sol";
import {vm} from "../../solidity/ICheatCodes.sol";
import {OpenAccess} from "../../solidity/OpenAccess.sol";
import {ErraticOperator} from "./ErraticOperator.sol";
import {FarmPayouts} from "./FarmPayouts.sol";

/// @notice The contracts, people, prices and time of a random history of the escrow.
abstract contract World is Fuzz {
    uint32 internal constant _ACCOUNTS = 3;
    uint256 internal constant _PEOPLE = 5;
    uint32 internal constant _FARMS = 2;
    uint256 internal constant _PROVIDERS = 2;
    uint256 internal constant _OPERATORS = 2;
    uint16 internal constant _VERSIONS = 2;
    uint40 internal constant _WINDOW = 30 minutes;

    /// @dev As far as real feeds go: 1,000 USD per TFT and 0.0001 USD per TFT.
    uint56 internal constant _LEAST_TFT_PER_USD = 1e9;
    uint56 internal constant _MOST_TFT_PER_USD = 1e16;

    uint40 private constant _START = 1_700_000_000;
    uint64 private constant _FUNDS = 1e18;

    ITFT internal immutable _TFT;
    FreePriceFeed internal immutable _FEED;
    IPricing internal immutable _PRICING;
    IEscrow internal immutable _ESCROW;
    IForecasts internal immutable _FORECASTS;
    FarmPayouts internal immutable _PAYOUTS;
    ErraticOperator internal immutable _ERRATIC;

    /// @dev The time is kept here: cheat codes do not outlast a call, and the optimizer takes it for constant within one.
    uint256 public clock;

    /* BEGINNING */

    constructor() {
        _setClock(_START);
        OpenAccess authority = new OpenAccess();
        _TFT = ITFT(Artifact.deploy("TFT.sol:TFT", abi.encode("ThreeFold Token", type(uint64).max, authority)));
        _FEED = new FreePriceFeed(1e13);
        _PRICING = IPricing(Artifact.deploy("Pricing.sol:Pricing", abi.encode(uint40(60 days), authority)));
        _PAYOUTS = new FarmPayouts();
        _ESCROW = IEscrow(
            Artifact.deploy(
                "Escrow.sol:Escrow",
                abi.encode(_TFT, _FEED, _PRICING, _PAYOUTS, _somebody(61), _WINDOW, authority)
            )
        );
        _FORECASTS = IForecasts(Artifact.deploy("Forecasts.sol:Forecasts", abi.encode(_ESCROW, _FEED)));
        _ERRATIC = new ErraticOperator(_ESCROW);
        _addVersions();
        _fundPeople();
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) _openAccount(account);
    }

    /// @dev The second version leaves what does not divide.
    function _addVersions() private {
        Prices memory prices = Prices(1, 1, 1, 1, 1, 5000, 12_500);
        _PRICING.add(prices, Split(5000, 4000, 1000, _somebody(50), _somebody(51)));
        _PRICING.add(prices, Split(3333, 5001, 1666, _somebody(52), _somebody(53)));
    }

    function _fundPeople() private {
        _TFT.setMinter(address(this), type(uint64).max, 0);
        for (uint256 i = 0; i < _PEOPLE; ++i) {
            _TFT.mint(_somebody(i), _FUNDS);
            vm.prank(_somebody(i));
            _TFT.approve(address(_ESCROW), type(uint256).max);
        }
    }

    function _openAccount(uint32 account) private {
        address owner = _somebody(account - 1);
        vm.prank(owner);
        _checkEqual(AccountId.unwrap(_ESCROW.openAccount()), account);
        for (uint256 i = 0; i < _OPERATORS; ++i) {
            vm.prank(owner);
            _ESCROW.approve(
                AccountId.wrap(account),
                _operator(i),
                OperatorLimits(type(uint64).max / 4, type(uint64).max / 4, type(uint40).max)
            );
        }
        vm.prank(owner);
        _ESCROW.setManager(AccountId.wrap(account), _somebody(3), ManagerLimits(2 ** 50, type(uint40).max));
    }

    /* WHO AND WHAT */

    /// @dev People 0 to 4 own, manage and give; 9 is a stranger to all; 50 to 53 receive what protocol pools pay, 60 is
    /// an operator, 61 the proof of service, 70 and 71 provide solutions.
    function _somebody(uint256 number) internal pure returns (address) {
        return address(uint160(0xa110000 + number));
    }

    function _person(uint256 random) internal pure returns (address) {
        return _somebody(random % _PEOPLE);
    }

    function _operator(uint256 number) internal view returns (address) {
        return number == 0 ? address(_ERRATIC) : _somebody(60);
    }

    function _proofOfService() internal pure returns (address) {
        return _somebody(61);
    }

    function _provider(uint256 number) internal pure returns (address) {
        return _somebody(70 + number);
    }

    function _ownerOf(uint32 account) internal view returns (address) {
        return _ESCROW.ownerOf(AccountId.wrap(account));
    }

    function _isManager(uint32 account, address who) internal view returns (bool) {
        return who == _ownerOf(account) || clock < _ESCROW.managerLimitsOf(AccountId.wrap(account), who).expiresAt;
    }

    function _limitsOf(uint32 account, address operator) internal view returns (OperatorLimits memory) {
        return _ESCROW.operatorLimitsOf(AccountId.wrap(account), operator);
    }

    function _farm(uint32 farm) internal pure returns (FarmId) {
        return FarmId.wrap(farm);
    }

    /* CHANCE */

    /// @dev Fuzzers like small and round numbers; from these, several independent choices are made.
    function _mixed(uint256 random, uint256 salt) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(random, salt)));
    }

    /// @dev A number below 2^`bits`, each length as likely as another.
    function _anyLength(uint256 random, uint256 bits) internal pure returns (uint256) {
        return (random >> 8) % (1 << (1 + (random % bits)));
    }

    function _account(uint256 random) internal pure returns (uint32) {
        return uint32(random % _ACCOUNTS) + 1;
    }

    function _anyPrice(uint256 random) internal pure returns (uint56) {
        if (random % 16 == 0) return _LEAST_TFT_PER_USD;
        if (random % 16 == 1) return _MOST_TFT_PER_USD;
        if (random % 16 < 6) return uint56(_bound(_anyLength(random >> 8, 54), _LEAST_TFT_PER_USD, _MOST_TFT_PER_USD));
        return uint56(5e12 + ((random >> 8) % 2e13));
    }

    /* TIME */

    function _setClock(uint256 time) internal {
        clock = time;
        vm.warp(time);
    }

    /* CALLS */

    /// @dev Fails exactly with the error named; with none it succeeds.
    function _send(
        address from,
        bytes memory data,
        bytes4 refusal
    ) internal returns (bool isDone, bytes memory answer) {
        vm.prank(from);
        (isDone, answer) = address(_ESCROW).call(data);
        require(refusal == (isDone ? bytes4(0) : bytes4(answer)), Unforeseen(data, answer, refusal));
    }

    /// @notice Something succeeded that should not, or failed otherwise.
    error Unforeseen(bytes call, bytes answer, bytes4 refusal);
}
