package io.dapp.chain.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dapp.chain.Address;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Erc20Test {
    private static final Address ALICE = Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final Address BOB = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final BigInteger MOST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    @Test
    void writesATransferThatItReads() {
        byte[] data = Erc20.transfer(BOB, MOST);

        assertThat(HexFormat.of().formatHex(data))
                .isEqualTo("a9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8" + "f".repeat(64));
        assertThat(Erc20.read(data)).contains(new Erc20.Call(Erc20.Kind.TRANSFER, null, BOB, MOST));
    }

    @Test
    void readsWhatMovesOrAllowsToMove() {
        assertThat(read("transferFrom(address,address,uint256)", ALICE.toString(), BOB.toString(), "7"))
                .isEqualTo(new Erc20.Call(Erc20.Kind.TRANSFER_FROM, ALICE, BOB, BigInteger.valueOf(7)));
        assertThat(read("approve(address,uint256)", BOB.toString(), "0"))
                .isEqualTo(new Erc20.Call(Erc20.Kind.APPROVE, null, BOB, BigInteger.ZERO));
        assertThat(read("increaseAllowance(address,uint256)", BOB.toString(), "1"))
                .isEqualTo(new Erc20.Call(Erc20.Kind.INCREASE_ALLOWANCE, null, BOB, BigInteger.ONE));
        assertThat(read("decreaseAllowance(address,uint256)", BOB.toString(), "1"))
                .isEqualTo(new Erc20.Call(Erc20.Kind.DECREASE_ALLOWANCE, null, BOB, BigInteger.ONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a9059cbb",
                "a9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8",
                // One byte more; a dirty address; another function.
                "a9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"
                        + "000000000000000000000000000000000000000000000000000000000000000100",
                "a9059cbb00000000000000000000000170997970c51812dc3a010c7d01b50e0d17dc79c8"
                        + "0000000000000000000000000000000000000000000000000000000000000001",
                "deadbeef00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8"
                        + "0000000000000000000000000000000000000000000000000000000000000001",
            })
    void doesNotRecogniseWhatIsNotWrittenExactly(String data) {
        assertThat(Erc20.read(HexFormat.of().parseHex(data))).isEmpty();
    }

    @Test
    void asksForABalance() {
        assertThat(HexFormat.of().formatHex(Arrays.copyOf(Erc20.balanceOf(ALICE), 4)))
                .isEqualTo("70a08231");
        assertThat(Erc20.balance(HexFormat.of().parseHex("%064x".formatted(9)))).isEqualTo(9);
        assertThatExceptionOfType(AbiDecodeException.class).isThrownBy(() -> Erc20.balance(new byte[0]));
    }

    private static Erc20.Call read(String function, String... arguments) {
        return Erc20.read(AbiFunction.parse(function).encode(List.of(arguments)))
                .orElseThrow();
    }
}
