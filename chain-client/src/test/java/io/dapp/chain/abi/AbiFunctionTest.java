package io.dapp.chain.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;

class AbiFunctionTest {
    private static final String ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private static final String BOB = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transfer(address,uint256)                                        | a9059cbb",
                "function transfer( address to , uint256 amount ) external returns (bool) | a9059cbb",
                "balanceOf(address owner) view returns (uint)                     | 70a08231",
                "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160)) | 414bf389",
                "multicall(bytes[] calldata data)                                 | ac9650d8",
            })
    void makesTheSelectorOfTheCanonicalTypes(String declaration, String selector) {
        assertThat(HexFormat.of().formatHex(AbiFunction.parse(declaration).selector()))
                .isEqualTo(selector);
    }

    @Test
    void writesTypesOutInFull() {
        assertThat(AbiFunction.parse("swap(tuple(int a, uint b)[2][] memory x)").signature())
                .isEqualTo("swap((int256,uint256)[2][])");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "transfer",
                "(address)",
                "1f(address)",
                "f(address",
                "f(address))",
                "f(address,)",
                "f(uint7)",
                "f(uint264)",
                "f(uint08)",
                "f(bytes0)",
                "f(bytes33)",
                "f(address20)",
                "f(fixed128x18)",
                "f(uint[0])",
                "f(uint[1025])",
                "f(uint[99999999999])",
                "f(uint[1024][1024])",
                "f(())",
                "f(uint a, uint a)",
                "f(uint indexed a)",
                "f((((((((((uint))))))))))",
                "f(uint)\n",
                "f(uint) gladly",
                "f(uint256\u0661)",
            })
    void refusesWhatIsNoDeclaration(String declaration) {
        assertThatIllegalArgumentException().isThrownBy(() -> AbiFunction.parse(declaration));
    }

    @Test
    void refusesADeclarationThatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AbiFunction.parse("f(" + "uint,".repeat(300) + "uint)"))
                .withMessageContaining("1024");
    }

    @Test
    void encodesAsTheSpecificationsExampleDoes() {
        byte[] data = AbiFunction.parse("f(uint256,uint32[],bytes10,bytes)")
                .encode(List.of(
                        "291", List.of(0x456, "1929"), "0x31323334353637383930", "0x48656c6c6f2c20776f726c6421"));

        assertThat(HexFormat.of().formatHex(data))
                .isEqualTo("8be65246"
                        + "0000000000000000000000000000000000000000000000000000000000000123"
                        + "0000000000000000000000000000000000000000000000000000000000000080"
                        + "3132333435363738393000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000000000000000000000000000000000000e0"
                        + "0000000000000000000000000000000000000000000000000000000000000002"
                        + "0000000000000000000000000000000000000000000000000000000000000456"
                        + "0000000000000000000000000000000000000000000000000000000000000789"
                        + "000000000000000000000000000000000000000000000000000000000000000d"
                        + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000");
    }

    @Test
    void encodesNestedDynamicArraysAsTheSpecificationsExampleDoes() {
        byte[] data = AbiFunction.parse("g(uint256[][],string[])")
                .encode(List.of(List.of(List.of("1", "2"), List.of("3")), List.of("one", "two", "three")));

        assertThat(HexFormat.of().formatHex(data))
                .startsWith("2289b18c"
                        + "0000000000000000000000000000000000000000000000000000000000000040"
                        + "0000000000000000000000000000000000000000000000000000000000000140"
                        + "0000000000000000000000000000000000000000000000000000000000000002"
                        + "0000000000000000000000000000000000000000000000000000000000000040"
                        + "00000000000000000000000000000000000000000000000000000000000000a0"
                        + "0000000000000000000000000000000000000000000000000000000000000002")
                .hasSize(8 + 2 * 32 * 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int8     | -128                        | -128",
                "int256   | -1                          | -1",
                "uint256  | 115792089237316195423570985008687907853269984665640564039457584007913129639935"
                        + " | 115792089237316195423570985008687907853269984665640564039457584007913129639935",
                "bool     | true                        | true",
                "address  | " + ALICE + "               | " + ALICE,
                "string   | grüß 🌍                     | grüß 🌍",
                "bytes    | 0x                          | 0x",
                "bytes4   | 0xdeadbeef                  | 0xdeadbeef",
            })
    void agreesWithWeb3jWhereThatCan(String type, String value, String asWeb3j) throws Exception {
        Object argument = type.equals("bool") ? (Object) true : value;
        Object theirs = switch (type) {
            case "bool" -> true;
            case "bytes", "bytes4" -> HexFormat.of().parseHex(asWeb3j, 2, asWeb3j.length());
            case "address", "string" -> asWeb3j;
            default -> new BigInteger(asWeb3j);
        };
        Function function = FunctionEncoder.makeFunction("f", List.of("uint8", type), List.of(7, theirs), List.of());

        byte[] ours = AbiFunction.parse("f(uint8," + type + ")").encode(List.of(7, argument));

        assertThat("0x" + HexFormat.of().formatHex(ours)).isEqualTo(FunctionEncoder.encode(function));
    }

    @Test
    void readsBackWhatItWrote() {
        AbiFunction function =
                AbiFunction.parse("f((address owner, (uint8 a, string b)[] parts)[2], bytes3[][2], int40, bool[][])");
        Map<String, Object> first = Map.of(
                "owner", ALICE, "parts", List.of(Map.of("a", "255", "b", "x".repeat(70)), Map.of("a", "0", "b", "")));
        Map<String, Object> second = Map.of("owner", BOB, "parts", List.of());
        List<Object> arguments = List.of(
                List.of(first, second),
                List.of(List.of("0x010203", "0x000000"), List.of()),
                "-549755813888",
                List.of(List.of(true, false), List.of(), List.of(true)));

        assertThat(function.decodeCall(function.encode(arguments))).isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uint8   | 256       | is out of the range of uint8",
                "uint8   | -1        | is out of the range of uint8",
                "int8    | 128       | is out of the range of int8",
                "int8    | -129      | is out of the range of int8",
                "uint256 | 115792089237316195423570985008687907853269984665640564039457584007913129639936"
                        + " | is out of the range of uint256",
                "uint256 | 1.5       | must be an integer as a decimal string",
                "uint256 | 0x10      | must be an integer as a decimal string",
                "uint256 | 1e3       | must be an integer as a decimal string",
                "uint256 | 01        | must be an integer as a decimal string",
                "uint256 | ''        | must be an integer as a decimal string",
                "address | 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267 | has a wrong EIP-55 checksum",
                "address | alice     | must be 0x and 40 hexadecimal digits",
                "bytes4  | 0x010203  | must be 4 bytes, not 3",
                "bytes   | 0x123     | must be bytes as 0x and hexadecimal digits",
                "bytes   | 1234      | must be bytes as 0x and hexadecimal digits",
                "bool    | true      | must be true or false",
                "uint[]  | 1         | must be a list",
                "(uint,uint) | 1     | must be a list",
            })
    void namesTheArgumentThatDoesNotFit(String type, String value, String reason) {
        assertThatExceptionOfType(AbiArgumentException.class)
                .isThrownBy(() -> AbiFunction.parse("f(uint," + type + ")").encode(List.of(1, value)))
                .satisfies(e -> {
                    assertThat(e.argument()).isEqualTo("args[1]");
                    assertThat(e.reason()).isEqualTo(reason);
                });
    }

    @Test
    void namesTheMemberThatDoesNotFit() {
        AbiFunction function = AbiFunction.parse("f((address owner, uint8[2] sizes)[])");

        assertThatExceptionOfType(AbiArgumentException.class)
                .isThrownBy(() -> function.encode(List.of(List.of(
                        Map.of("owner", ALICE, "sizes", List.of(1, 2)),
                        Map.of("owner", BOB, "sizes", List.of(1, 256))))))
                .withMessage("args[0][1].sizes[1] is out of the range of uint8");
        assertThatExceptionOfType(AbiArgumentException.class)
                .isThrownBy(() -> function.encode(List.of(List.of(Map.of("owner", ALICE, "size", List.of(1, 2))))))
                .withMessageStartingWith("args[0][0] must have the members of (address,uint8[2])");
        assertThatExceptionOfType(AbiArgumentException.class)
                .isThrownBy(() -> function.encode(List.of()))
                .withMessage("args must be 1, not 0");
    }

    @Test
    void refusesNumbersThatJsonMayHaveRounded() {
        AbiFunction function = AbiFunction.parse("f(uint256)");

        assertThat(function.encode(List.of((1L << 53) - 1))).hasSize(36);
        for (@Nullable Object number : Arrays.<@Nullable Object>asList(1L << 53, 1.0, BigInteger.TWO.pow(60), null)) {
            assertThatExceptionOfType(AbiArgumentException.class)
                    .isThrownBy(() -> function.encode(Collections.singletonList(number)));
        }
    }

    @Test
    void decodesWhatACallReturned() {
        AbiFunction function = AbiFunction.parse("f() returns (uint112 a, string, (int8,bool))");
        byte[] answer =
                AbiFunction.parse("f(uint112,string,(int8,bool))").encode(List.of("5", "a\0b", List.of("-1", true)));

        assertThat(function.decodeResult(Arrays.copyOfRange(answer, 4, answer.length)))
                .isEqualTo(List.of("5", "a\uFFFDb", List.of("-1", true)));
    }

    @ParameterizedTest
    @CsvSource({
        "uint256,        ''",
        "uint8,          0000000000000000000000000000000000000000000000000000000000000100",
        "int8,           0000000000000000000000000000000000000000000000000000000000000080",
        "bool,           0000000000000000000000000000000000000000000000000000000000000002",
        "address,        000000000000000000000001f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "bytes4,         deadbeef00000000000000000000000000000000000000000000000000000001",
        "bytes,          0000000000000000000000000000000000000000000000000000000000000020",
        "bytes,          ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "uint256[],      000000000000000000000000000000000000000000000000000000007fffffff",
        "string[],       0000000000000000000000000000000000000000000000000000000000000000",
    })
    void refusesToDecodeWhatIsNotOfTheTypes(String type, String data) {
        assertThatExceptionOfType(AbiDecodeException.class)
                .isThrownBy(() -> AbiFunction.parse("f() returns (" + type + ")")
                        .decodeResult(HexFormat.of().parseHex(data)));
    }

    @Test
    void readsNoPieceOfDataTwice() {
        // Every offset of two levels points at the same 64 elements of the next: 262 144 values out of 6 KB.
        String word = "%064x";
        String level = word.formatted(64) + word.formatted(64 * 32).repeat(64);
        String data = word.formatted(32)
                + level
                + level
                + word.formatted(64)
                + word.formatted(7).repeat(64);

        assertThatExceptionOfType(AbiDecodeException.class)
                .isThrownBy(() -> AbiFunction.parse("f() returns (uint256[][][])")
                        .decodeResult(HexFormat.of().parseHex(data)))
                .withMessage("the data is read more than once");
    }
}
