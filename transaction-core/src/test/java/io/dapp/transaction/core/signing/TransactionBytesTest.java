package io.dapp.transaction.core.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.chain.ChainId;
import io.dapp.chain.Nonce;
import io.dapp.chain.Wei;
import io.dapp.transaction.core.Bytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

class TransactionBytesTest {
    private static final BigInteger HALF_ORDER =
            new BigInteger("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", 16);

    private final MasterKey master = new MasterKey("test", new byte[32], new SecureRandom());
    private final LocalSigner signer = new LocalSigner(new MasterKeys(master, List.of()), new SecureRandom());

    @Property(tries = 200)
    void aDynamicFeeTransactionHasTheBytesThatWeb3jWrites(
            @ForAll("keys") BigInteger key,
            @ForAll @LongRange(min = 1, max = Integer.MAX_VALUE) long chain,
            @ForAll @LongRange(min = 0) long nonce,
            @ForAll("amounts") BigInteger amount,
            @ForAll("fees") BigInteger fee,
            @ForAll @LongRange(min = 21_000, max = 30_000_000) long gas,
            @ForAll @Size(max = 300) byte[] data) {
        Credentials credentials = Credentials.create(key.toString(16));
        Address to = Address.of(new byte[20]);
        UnsignedTransaction unsigned = new UnsignedTransaction(
                new ChainId(chain),
                new Nonce(nonce),
                new OfferedFees.Dynamic(new Wei(fee), new Wei(fee.shiftRight(1))),
                gas,
                to,
                new Wei(amount),
                new Bytes(data));

        RawTransaction theirs = RawTransaction.createTransaction(
                chain,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gas),
                to.toString(),
                amount,
                new Bytes(data).toString(),
                fee.shiftRight(1),
                fee);
        assertThat(sign(unsigned, credentials).raw())
                .isEqualTo(new Bytes(TransactionEncoder.signMessage(theirs, credentials)));
    }

    @Property(tries = 100)
    void aGasPriceTransactionHasTheBytesThatWeb3jWrites(
            @ForAll("keys") BigInteger key,
            @ForAll @LongRange(min = 1, max = Integer.MAX_VALUE) long chain,
            @ForAll @LongRange(min = 0) long nonce,
            @ForAll("amounts") BigInteger amount,
            @ForAll("fees") BigInteger fee) {
        Credentials credentials = Credentials.create(key.toString(16));
        UnsignedTransaction unsigned = new UnsignedTransaction(
                new ChainId(chain),
                new Nonce(nonce),
                new OfferedFees.GasPrice(new Wei(fee)),
                21_000,
                null,
                new Wei(amount),
                Bytes.parse("0x6001"));

        RawTransaction theirs = RawTransaction.createTransaction(
                BigInteger.valueOf(nonce), fee, BigInteger.valueOf(21_000), "", amount, "0x6001");
        assertThat(sign(unsigned, credentials).raw())
                .isEqualTo(new Bytes(TransactionEncoder.signMessage(theirs, chain, credentials)));
    }

    @Property(tries = 100)
    void everySignatureIsLowS(@ForAll("keys") BigInteger key, @ForAll @Size(32) byte[] digest) {
        Signature signature = signer.sign(wrap(Credentials.create(key.toString(16))), List.of(digest))
                .getFirst();

        assertThat(new BigInteger(1, signature.s())).isLessThanOrEqualTo(HALF_ORDER);
    }

    @Provide
    Arbitrary<BigInteger> keys() {
        return Arbitraries.bigIntegers().between(BigInteger.ONE, BigInteger.TWO.pow(255));
    }

    @Provide
    Arbitrary<BigInteger> amounts() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    }

    @Provide
    Arbitrary<BigInteger> fees() {
        return Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TWO.pow(80));
    }

    private SignedTransaction sign(UnsignedTransaction unsigned, Credentials credentials) {
        return unsigned.with(
                signer.sign(wrap(credentials), List.of(unsigned.digest())).getFirst());
    }

    private WalletKey wrap(Credentials credentials) {
        byte[] key = new byte[32];
        byte[] number = credentials.getEcKeyPair().getPrivateKey().toByteArray();
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, key, 32 - length, length);
        return master.wrap(Address.parse(credentials.getAddress()), key);
    }
}
