// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BLS signatures in G1 under keys in G2, of BLS12-381
/// @notice The scheme bls-unchained-g1-rfc9380: H(message) by RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_, and the check
/// e(signature, -g2) · e(H(message), key) = 1, all by the precompiled contracts of EIP-2537.
/// @dev An element of the field is 64 bytes, big-endian, a point of G1 is x ‖ y, one of G2 x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1.
library ShortSignature {
    /// @notice A point of G2 as EIP-2537 encodes it.
    struct Key {
        bytes32[8] words;
    }

    address private constant SHA256 = address(0x02);
    address private constant MODEXP = address(0x05);
    address private constant G1_ADD = address(0x0b);
    address private constant PAIRING = address(0x0f);
    address private constant MAP_TO_G1 = address(0x10);

    /// @dev The order p of the base field, in 64 bytes.
    bytes32 private constant P_HIGH = 0x000000000000000000000000000000001a0111ea397fe69a4b1ba7b6434bacd7;
    bytes32 private constant P_LOW = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;
    /// @dev (p - 1) / 2: what a compressed point calls the greater y is above it.
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66b;
    uint256 private constant HALF_LOW = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;

    /// @dev The domain and its length, 44 bytes.
    bytes private constant DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_\x2b";

    /// @dev -g2, the negated generator of G2.
    bytes private constant MINUS_G2 =
        hex"00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        hex"0000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        hex"000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bcb679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa"
        hex"0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

    /// @notice Whether `key` is a point of G2's subgroup other than its neutral element, and this chain has EIP-2537.
    function isKey(Key memory key) internal view returns (bool) {
        bytes32 some;
        for (uint256 i = 0; i < 8; ++i) some |= key.words[i];
        // The pairing of G1's neutral element with any key is 1; a point outside the subgroup makes the call fail.
        (bool ok, bytes memory answer) = PAIRING.staticcall(abi.encodePacked(new bytes(128), key.words));
        return some != 0 && ok && answer.length == 32;
    }

    /// @notice Whether `signature`, x ‖ y of 48 bytes each, is that of `message` under `key`.
    function verifies(bytes calldata signature, bytes32 message, Key memory key) internal view returns (bool) {
        bytes16 none;
        (bool ok, bytes memory answer) = PAIRING.staticcall(
            abi.encodePacked(none, signature[:48], none, signature[48:], MINUS_G2, _hashToG1(message), key.words)
        );
        // A point outside the curve or the subgroup makes the call fail.
        return ok && answer.length == 32 && uint256(bytes32(answer)) == 1;
    }

    /// @notice The 48 bytes into which a point x ‖ y is compressed: x, and three bits for the form and the greater y.
    function compressed(bytes calldata point) internal pure returns (bytes memory) {
        uint256 high = uint128(bytes16(point[48:64]));
        uint256 low = uint256(bytes32(point[64:96]));
        bool isGreater = high > HALF_HIGH || (high == HALF_HIGH && low > HALF_LOW);
        bytes1 flags = isGreater ? bytes1(0xa0) : bytes1(0x80);
        return abi.encodePacked(point[0] | flags, point[1:48]);
    }

    /// @dev hash_to_curve of RFC 9380, §3: two elements of the field are mapped to the curve and added.
    function _hashToG1(bytes32 message) private view returns (bytes memory) {
        (bytes32 a, bytes32 b, bytes32 c, bytes32 d) = _expand(message);
        return _call(G1_ADD, bytes.concat(_mapped(a, b), _mapped(c, d)));
    }

    /// @dev expand_message_xmd of RFC 9380, §5.3.1, for 128 bytes.
    function _expand(bytes32 message) private pure returns (bytes32 a, bytes32 b, bytes32 c, bytes32 d) {
        bytes memory domain = DOMAIN;
        bytes32 start = sha256(abi.encodePacked(bytes32(0), bytes32(0), message, hex"008000", domain));
        a = sha256(abi.encodePacked(start, uint8(1), domain));
        b = sha256(abi.encodePacked(start ^ a, uint8(2), domain));
        c = sha256(abi.encodePacked(start ^ b, uint8(3), domain));
        d = sha256(abi.encodePacked(start ^ c, uint8(4), domain));
    }

    /// @dev The point for (high ‖ low) mod p. The remainder is that of a power with exponent 1.
    function _mapped(bytes32 high, bytes32 low) private view returns (bytes memory) {
        bytes memory power = abi.encodePacked(uint256(64), uint256(1), uint256(64), high, low, uint8(1), P_HIGH, P_LOW);
        return _call(MAP_TO_G1, _call(MODEXP, power));
    }

    /// @dev Calls a precompiled contract with input that it accepts, on a chain that has it.
    function _call(address precompiled, bytes memory input) private view returns (bytes memory output) {
        (, output) = precompiled.staticcall(input);
    }
}
