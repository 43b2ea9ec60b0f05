// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Consent, IDirectory, Registration} from "../../../contracts/interfaces/IDirectory.sol";
import {IEscrow, OperatorLimits} from "../../../contracts/interfaces/IEscrow.sol";
import {FarmingPolicy, IFarmingPolicies, PolicyEligibility} from "../../../contracts/interfaces/IFarmingPolicies.sol";
import {IForecasts} from "../../../contracts/interfaces/IForecasts.sol";
import {INames} from "../../../contracts/interfaces/INames.sol";
import {IOffers} from "../../../contracts/interfaces/IOffers.sol";
import {IPricing, Prices, Split} from "../../../contracts/interfaces/IPricing.sol";
import {IProofOfService} from "../../../contracts/interfaces/IProofOfService.sol";
import {IPublicIps, PublicIp} from "../../../contracts/interfaces/IPublicIps.sol";
import {IReservations, ReservationParts} from "../../../contracts/interfaces/IReservations.sol";
import {ITFT} from "../../../contracts/interfaces/ITFT.sol";
import {AccountBooks, Accrual, Position} from "../../../contracts/libraries/Accrual.sol";
import {MintingPeriod} from "../../../contracts/libraries/MintingPeriod.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {AccountId, FarmId} from "../../../contracts/types/Ids.sol";
import {PeriodSchedule} from "../../../contracts/types/PeriodSchedule.sol";
import {FreePriceFeed} from "../../contracts/FreePriceFeed.sol";
import {AgreeingWallet} from "../../solidity/AgreeingWallet.sol";
import {Artifact} from "../../solidity/Artifact.sol";
import {Fuzz} from "../../solidity/Fuzz.sol";
import {vm} from "../../solidity/ICheatCodes.sol";
import {OpenAccess} from "../../solidity/OpenAccess.sol";

/// @notice The contracts, people, nodes, prices and time of a random history of reservations.
abstract contract World is Fuzz {
    using Accrual for AccountBooks;

    uint32 internal constant _ACCOUNTS = 3;

    /// @dev Node n is of farm n.
    uint32 internal constant _NODES = 2;

    uint256 internal constant _IPS = 5;
    uint64 internal constant _TFT_UNITS = 1e7;
    uint64 internal constant _GIB = 2 ** 30;

    /// @dev 0.04 USD per TFT, 0.0001 USD per TFT.
    uint56 internal constant _TFT_PER_USD = 25e12;
    uint56 internal constant _MOST_TFT_PER_USD = 1e16;

    uint40 private constant _WINDOW = 30 minutes;
    uint40 private constant _START = 1_700_000_000;

    ITFT internal immutable _TFT;
    IDirectory internal immutable _DIRECTORY;
    IPublicIps internal immutable _PUBLIC_IPS;
    FreePriceFeed internal immutable _FEED;
    IPricing internal immutable _PRICING;
    IProofOfService internal immutable _PROOF;
    IEscrow internal immutable _ESCROW;
    IForecasts internal immutable _FORECASTS;
    IReservations internal immutable _RESERVATIONS;
    INames internal immutable _NAMES;
    AgreeingWallet internal immutable _ATTESTOR;

    /// @dev The time is kept here: cheat codes do not outlast a call, and the optimizer takes it for constant within one.
    uint256 public clock;

    address[] internal _keys;

    /// @dev The price index at which an epoch of an account ended: what died then is settled by it.
    mapping(uint32 account => mapping(uint32 epoch => uint256 index)) internal _stopIndexOf;

    modifier acts() {
        _setClock(clock);
        _observe();
        _;
    }

    /* BEGINNING */

    constructor() {
        _setClock(_START + 1);
        OpenAccess authority = new OpenAccess();
        _ATTESTOR = new AgreeingWallet();
        _TFT = ITFT(Artifact.deploy("TFT.sol:TFT", abi.encode("ThreeFold Token", type(uint64).max, authority)));
        _FEED = new FreePriceFeed(_TFT_PER_USD);
        _DIRECTORY = _deployDirectory(authority);
        _PUBLIC_IPS = IPublicIps(Artifact.deploy("PublicIps.sol:PublicIps", abi.encode(_DIRECTORY)));
        _PRICING = IPricing(Artifact.deploy("Pricing.sol:Pricing", abi.encode(uint40(60 days), authority)));
        _PROOF = IProofOfService(
            Artifact.deploy("ProofOfService.sol:ProofOfService", abi.encode(_DIRECTORY, _deployAttestors()))
        );
        _ESCROW = IEscrow(
            Artifact.deploy(
                "Escrow.sol:Escrow",
                abi.encode(_TFT, _FEED, _PRICING, _DIRECTORY, _PROOF, _WINDOW, authority)
            )
        );
        _FORECASTS = IForecasts(Artifact.deploy("Forecasts.sol:Forecasts", abi.encode(_ESCROW, _FEED)));
        _RESERVATIONS = _deployReservations(authority);
        _NAMES = INames(Artifact.deploy("Names.sol:Names", abi.encode(_ESCROW, _PRICING, _FEED)));
        _begin();
    }

    function _deployDirectory(OpenAccess authority) private returns (IDirectory) {
        IFarmingPolicies policies = _deployPolicies(authority);
        PeriodSchedule memory schedule = PeriodSchedule(_START, 30 days);
        bytes memory arguments = abi.encode(policies, schedule, uint40(7 days), uint32(80), authority);
        return IDirectory(Artifact.deploy("Directory.sol:Directory", arguments));
    }

    /// @dev Nodes need one to register.
    function _deployPolicies(OpenAccess authority) private returns (IFarmingPolicies policies) {
        policies = IFarmingPolicies(Artifact.deploy("FarmingPolicies.sol:FarmingPolicies", abi.encode(authority)));
        FarmingPolicy memory policy;
        (policy.cuMusd, policy.suMusd) = (2400, 1000);
        PolicyEligibility memory eligibility;
        (eligibility.isDefault, eligibility.untilPeriod) = (true, MintingPeriod.FOREVER);
        policies.add("diy", policy, eligibility);
    }

    function _deployAttestors() private returns (address) {
        address[] memory members = new address[](1);
        members[0] = address(_ATTESTOR);
        return Artifact.deploy("Attestors.sol:Attestors", abi.encode(members, uint8(1), uint40(0)));
    }

    function _deployReservations(OpenAccess authority) private returns (IReservations) {
        ReservationParts memory parts = ReservationParts({
            directory: _DIRECTORY,
            publicIps: _PUBLIC_IPS,
            offers: IOffers(Artifact.deploy("Offers.sol:Offers", abi.encode(_DIRECTORY, authority))),
            escrow: _ESCROW,
            forecasts: _FORECASTS,
            pricing: _PRICING,
            priceFeed: _FEED,
            proofOfService: _PROOF
        });
        return IReservations(Artifact.deploy("Reservations.sol:Reservations", abi.encode(parts)));
    }

    function _begin() private {
        _DIRECTORY.setBooker(address(_RESERVATIONS), IDirectory.BookerStatus.Active);
        uint64 hour = 3600;
        Prices memory prices = Prices(1e16 / hour, 5e15 / hour, 4e15 / hour, 25e13 / hour, 15e14, 5000, 12_500);
        _PRICING.add(prices, Split(5000, 4000, 1000, _somebody(50), _somebody(51)));
        _TFT.setMinter(address(this), type(uint64).max, 0);
        for (uint32 node = 1; node <= _NODES; ++node) _offerNode(node);
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) _openAccount(account);
    }

    function _offerNode(uint32 node) private {
        address farmer = _farmer(node);
        vm.prank(farmer);
        _DIRECTORY.createFarm(node == 1 ? "first" : "second", _somebody(60 + node));
        PublicIp[] memory ips = new PublicIp[](_IPS);
        uint32 network = 0xb9ce7a00 + (node << 8);
        for (uint32 i = 0; i < _IPS; ++i) ips[i] = PublicIp(network + 1 + i, 24, network + 254);
        vm.prank(farmer);
        _PUBLIC_IPS.add(FarmId.wrap(node), ips);

        Registration memory registration;
        (registration.farmId, registration.key) = (FarmId.wrap(node), address(new AgreeingWallet()));
        registration.capacity = _machine();
        (registration.details.country, registration.details.city) = ("Belgium", "Lochristi");
        Consent memory none;
        vm.prank(farmer);
        _DIRECTORY.register(registration, Consent(0, type(uint256).max, ""), none);
        _keys.push(registration.key);
    }

    function _openAccount(uint32 account) private {
        address owner = _owner(account);
        _TFT.mint(owner, 1e16);
        vm.prank(owner);
        _TFT.approve(address(_ESCROW), type(uint256).max);
        vm.prank(owner);
        _checkEqual(AccountId.unwrap(_ESCROW.openAccount()), account);
        vm.prank(owner);
        _ESCROW.deposit(AccountId.wrap(account), 1500 * _TFT_UNITS);
        OperatorLimits memory limits = OperatorLimits(type(uint64).max / 4, type(uint64).max / 4, type(uint40).max);
        vm.prank(owner);
        _ESCROW.approve(AccountId.wrap(account), address(_RESERVATIONS), limits);
        vm.prank(owner);
        _ESCROW.approve(AccountId.wrap(account), address(_NAMES), limits);
    }

    /* WHO AND WHAT */

    /// @dev 9 is a stranger to all; 50 and 51 receive what the pool pays, from 61 on what farms earn.
    function _somebody(uint256 number) internal pure returns (address) {
        return address(uint160(0xa110000 + number));
    }

    function _owner(uint32 account) internal pure returns (address) {
        return _somebody(account);
    }

    function _farmer(uint32 node) internal pure returns (address) {
        return _somebody(20 + node);
    }

    /// @dev Mostly who may, else a stranger or another tenant.
    function _mostly(address rightful, uint256 random) internal pure returns (address) {
        if (random % 24 == 0) return _somebody(9);
        return random % 24 == 1 ? _owner(1) : rightful;
    }

    /// @dev Eight parts of it are the machine.
    function _parts(uint64 count) internal pure returns (Capacity memory) {
        return Capacity(uint32(count), 4 * count * _GIB, 128 * count * _GIB, 0);
    }

    function _machine() internal pure returns (Capacity memory) {
        return _parts(8);
    }

    /* CHANCE */

    /// @dev Fuzzers like small and round numbers; from these, several independent choices are made.
    function _mixed(uint256 random) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(random)));
    }

    /* TIME */

    function _setClock(uint256 time) internal {
        clock = time;
        vm.warp(time);
    }

    /// @dev Whatever may end an epoch begins with this: the account's books tell its end until they are written.
    function _observe() internal {
        uint256 index = _FEED.quote().index;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            AccountBooks memory books = _ESCROW.booksOf(AccountId.wrap(account));
            Position memory present = books.positionAt(index);
            if (present.isExhausted) _stopIndexOf[account][books.charged.epoch] = present.index;
        }
    }

    /* CALLS */

    /// @dev Whatever is refused is refused with an error of the contracts' own.
    function _try(address from, address to, bytes memory data) internal returns (bool isDone, bytes memory answer) {
        vm.prank(from);
        (isDone, answer) = to.call(data);
        if (isDone) return (isDone, answer);
        bytes4 refusal = bytes4(answer);
        bool isOwn = refusal != bytes4(0) && refusal != 0x4e487b71 && refusal != 0x08c379a0;
        require(isOwn, Broken(data, answer));
    }

    function _must(address from, address to, bytes memory data) internal returns (bytes memory answer) {
        bool isDone;
        (isDone, answer) = _try(from, to, data);
        require(isDone, Broken(data, answer));
    }

    /// @notice Something rightful was refused, or something failed without a reason.
    error Broken(bytes call, bytes answer);
}
