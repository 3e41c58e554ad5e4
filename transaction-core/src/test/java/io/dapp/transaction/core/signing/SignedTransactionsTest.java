package io.dapp.transaction.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.chain.Address;
import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.AuthorizationTuple;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

class SignedTransactionsTest {
    private static final long CHAIN = 11_155_111;
    private static final String TO = "0x00000000000000000000000000000000000000aa";
    private static final BigInteger GAS = BigInteger.valueOf(60_000);
    private static final BigInteger NONCE = BigInteger.valueOf(9);
    private static final BigInteger VALUE = BigInteger.TEN.pow(18);
    private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger FEE = BigInteger.valueOf(30_000_000_000L);
    private static final List<AccessListObject> ACCESS =
            List.of(new AccessListObject(TO, List.of("0x" + "0".repeat(63) + "1", "0x" + "f".repeat(64))));

    private final Credentials credentials = Credentials.create("0x" + "1".repeat(64));

    @Example
    void aLegacyTransactionOfAChainIsRead() {
        byte[] raw = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(NONCE, FEE, GAS, TO, VALUE, "0x1234"), CHAIN, credentials);

        DecodedTransaction decoded = SignedTransactions.decode(new Bytes(raw));

        assertSays(decoded, 0, raw);
        assertThat(decoded.fees().maxFeePerGas().value()).isEqualTo(FEE);
    }

    @Example
    void aTransactionWithAnAccessListIsRead() {
        byte[] raw = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(CHAIN, NONCE, FEE, GAS, TO, VALUE, "0x1234", ACCESS), credentials);

        assertSays(SignedTransactions.decode(new Bytes(raw)), 1, raw);
    }

    @Example
    void aDynamicFeeTransactionIsRead() {
        byte[] raw = dynamic();

        DecodedTransaction decoded = SignedTransactions.decode(new Bytes(raw));

        assertSays(decoded, 2, raw);
        assertThat(decoded.fees().maxFeePerGas().value()).isEqualTo(FEE);
        assertThat(decoded.fees().maxPriorityFeePerGas().value()).isEqualTo(TIP);
    }

    @Example
    void whoseCodeADelegationLetsActIsRead() {
        Credentials other = Credentials.create("0x" + "2".repeat(64));
        AuthorizationTuple tuple = AuthorizationTuple.from(BigInteger.valueOf(CHAIN), TO, BigInteger.valueOf(7), other);
        byte[] raw = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(
                        CHAIN, NONCE, TIP, FEE, GAS, TO, VALUE, "0x1234", ACCESS, List.of(tuple)),
                credentials);

        DecodedTransaction decoded = SignedTransactions.decode(new Bytes(raw));

        assertSays(decoded, 4, raw);
        assertThat(decoded.authorizations())
                .containsExactly(new DecodedTransaction.Authorization(
                        BigInteger.valueOf(CHAIN),
                        Address.parse(TO),
                        BigInteger.valueOf(7),
                        Address.parse(other.getAddress())));
    }

    @Example
    void aDeploymentHasNoReceiver() {
        byte[] raw = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(NONCE, FEE, GAS, "", VALUE, "0x6001"), CHAIN, credentials);

        assertThat(SignedTransactions.decode(new Bytes(raw)).to()).isNull();
    }

    @Example
    void whatATransactionAloneCostsIsAllThatItCarries() {
        // A byte that is not zero is four tokens of four gas, or of the floor's ten.
        assertThat(least(RawTransaction.createTransaction(CHAIN, NONCE, FEE, GAS, TO, VALUE, "0x1234", ACCESS)))
                .isEqualTo(21_000 + 2 * 16 + 2_400 + 2 * 1_900);
        AuthorizationTuple tuple =
                AuthorizationTuple.from(BigInteger.valueOf(CHAIN), TO, BigInteger.valueOf(7), credentials);
        assertThat(least(RawTransaction.createTransaction(
                        CHAIN, NONCE, TIP, FEE, GAS, TO, VALUE, "0x001234", ACCESS, List.of(tuple, tuple))))
                .isEqualTo(21_000 + 4 + 2 * 16 + 2_400 + 2 * 1_900 + 2 * 25_000);
        String code = "0x" + "60".repeat(33);
        assertThat(least(RawTransaction.createTransaction(CHAIN, NONCE, GAS, "", VALUE, code, TIP, FEE, List.of())))
                .isEqualTo(53_000 + 33 * 16 + 2 * 2);
        RawTransaction data = RawTransaction.createTransaction(
                CHAIN, NONCE, GAS, TO, VALUE, "0x" + "01".repeat(100), TIP, FEE, List.of());
        assertThat(least(data)).isEqualTo(21_000 + 100 * 40);
        assertThat(IntrinsicGas.of(decoded(data), 0)).isEqualTo(21_000 + 100 * 16);
    }

    private long least(RawTransaction transaction) {
        return IntrinsicGas.of(decoded(transaction), IntrinsicGas.CALLDATA_FLOOR);
    }

    private DecodedTransaction decoded(RawTransaction transaction) {
        return SignedTransactions.decode(new Bytes(TransactionEncoder.signMessage(transaction, credentials)));
    }

    @Example
    void whatIsGoodForEveryChainIsRefused() {
        byte[] raw = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(NONCE, FEE, GAS, TO, VALUE, ""), credentials);

        assertThatThrownBy(() -> SignedTransactions.decode(new Bytes(raw)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EIP-155");
    }

    @Example
    void theOtherFormOfASignatureIsRefused() {
        byte[] raw = dynamic();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(raw, raw.length - 32, raw.length));
        byte[] high = Curve.ORDER.subtract(s).toByteArray();
        System.arraycopy(high, high.length - 32, raw, raw.length - 32, 32);

        assertThatThrownBy(() -> SignedTransactions.decode(new Bytes(raw)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EIP-2");
    }

    @Property(tries = 1000)
    void aChangedByteNeverLeavesTheSameSender(
            @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] raw = dynamic();
        raw[at % raw.length] ^= (byte) change;
        try {
            assertThat(SignedTransactions.decode(new Bytes(raw)).sender())
                    .isNotEqualTo(Address.parse(credentials.getAddress()));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("at org");
        }
    }

    @Property(tries = 2000)
    void whateverComesIsReadOrRefused(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 4) int type) {
        byte[] raw = bytes.clone();
        if (raw.length > 1) {
            raw[0] = (byte) type;
            raw[1] = (byte) 0xf8;
        }
        assertThatThrownBy(() -> SignedTransactions.decode(new Bytes(raw)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] dynamic() {
        return TransactionEncoder.signMessage(
                RawTransaction.createTransaction(CHAIN, NONCE, GAS, TO, VALUE, "0x1234", TIP, FEE, ACCESS),
                credentials);
    }

    private void assertSays(DecodedTransaction decoded, int type, byte[] raw) {
        assertThat(decoded.type()).isEqualTo(type);
        assertThat(decoded.chainId().value()).isEqualTo(CHAIN);
        assertThat(decoded.nonce().value()).isEqualTo(9);
        assertThat(decoded.gasLimit()).isEqualTo(60_000);
        assertThat(decoded.to()).isEqualTo(Address.parse(TO));
        assertThat(decoded.value().value()).isEqualTo(VALUE);
        assertThat(decoded.data()).isEqualTo(Bytes.parse("0x1234"));
        assertThat(decoded.hash().bytes()).isEqualTo(Hash.sha3(raw));
        assertThat(decoded.sender()).isEqualTo(Address.parse(credentials.getAddress()));
    }
}
