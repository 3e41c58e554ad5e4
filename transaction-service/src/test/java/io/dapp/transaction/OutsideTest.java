package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.common.testing.TestTokens;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/** Transactions that were signed elsewhere. */
class OutsideTest extends PaymentServiceTest {
    private static final String RAW = SUBMIT + "/raw";
    private static final String TRACK = SUBMIT + "/track";
    private static final BigInteger GWEI = BigInteger.TEN.pow(9);

    private final Credentials key = credentials();
    private final TestTokens.Login user = login();

    @Test
    void aRawTransactionIsAnsweredAsASubmissionAndKnownAtOnce() {
        fund();
        String raw = signed(31_337, 3, GWEI.multiply(BigInteger.TEN));

        Answer accepted = raw(raw, "Idempotency-Key", "once");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().propertyNames())
                .containsExactlyInAnyOrder("transaction_id", "hash", "status", "nonce", "chain_id");
        assertThat(accepted.text("hash")).isEqualTo(Hash.sha3(raw));
        assertThat(accepted.text("status")).isEqualTo("pending");
        assertThat(accepted.body().path("nonce").asInt(-1)).isEqualTo(3);
        assertThat(accepted.body().path("chain_id").asInt(-1)).isEqualTo(31_337);
        assertThat(raw(raw, "Idempotency-Key", "once").body()).isEqualTo(accepted.body());
        assertThat(raw("0x02", "Idempotency-Key", "once").problem()).isEqualTo("409 idempotency_key_reused");
        assertThat(raw(raw).text("transaction_id")).isEqualTo(accepted.text("transaction_id"));

        JsonNode read = read(accepted);
        assertThat(read.path("from").asString(""))
                .isEqualTo(Address.parse(key.getAddress()).toString());
        assertThat(read.path("to").asString(""))
                .isEqualTo(Address.parse(RECIPIENT.toLowerCase(Locale.ROOT)).toString());
        assertThat(read.path("amount").asString("")).isEqualTo("5");
        assertThat(read.path("attempts")).hasSize(1);
        assertThat(read.at("/attempts/0/max_fee_per_gas").asString("")).isEqualTo("10000000000");
        assertThat(get(user, "/api/transactions?address=" + key.getAddress())
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void aTrackedHashIsReadAndListedThoughNothingElseIsKnownOfIt() {
        String hash = Hash.sha3(key.getAddress());

        Answer accepted = track(user, hash);

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().path("nonce").isNull()).isTrue();
        JsonNode read = read(accepted);
        for (String field : new String[] {"from", "to", "amount", "nonce"}) {
            assertThat(read.path(field).isNull()).as(field).isTrue();
        }
        assertThat(read.at("/attempts/0/hash").asString("")).isEqualTo(hash);
        assertThat(get(user, "/api/transactions").body().path("items")).hasSize(1);
        assertThat(get(user, "/api/transactions?address=" + key.getAddress())
                        .body()
                        .path("items"))
                .isEmpty();
        for (String action : new String[] {"/speed-up", "/cancel"}) {
            assertThat(post(user, "/api/transactions/" + accepted.text("transaction_id") + action, "{}")
                            .problem())
                    .isEqualTo("409 not_replaceable");
        }
    }

    @Test
    void theSameUserGetsHisOwnAgainAndItsBytesWhenTheyCome() {
        fund();
        String raw = signed(31_337, 0, GWEI.multiply(BigInteger.TEN));
        Answer tracked = track(user, Hash.sha3(raw));
        assertThat(track(user, Hash.sha3(raw)).text("transaction_id")).isEqualTo(tracked.text("transaction_id"));

        Answer sent = raw(raw);

        assertThat(sent.text("transaction_id")).isEqualTo(tracked.text("transaction_id"));
        assertThat(sent.body().path("nonce").asInt(-1)).isZero();
        assertThat(read(sent).path("version").asInt()).isEqualTo(2);
        assertThat(read(sent).path("amount").asString("")).isEqualTo("5");
        TestTokens.Login other = login();
        Answer others = track(other, Hash.sha3(raw));
        assertThat(others.text("transaction_id")).isNotEqualTo(sent.text("transaction_id"));
        assertThat(get(other, "/api/transactions/" + sent.text("transaction_id"))
                        .problem())
                .isEqualTo("404 not_found");
    }

    @Test
    void theHashOfOnesOwnPaymentIsThatPayment() {
        Answer paid = pay(user, wallet(user, ETHER), "1000", "");

        assertThat(track(user, paid.text("hash")).text("transaction_id")).isEqualTo(paid.text("transaction_id"));
        assertThat(track(login(), paid.text("hash")).text("transaction_id")).isNotEqualTo(paid.text("transaction_id"));
        String custodial = WORLD.jdbc()
                .sql("select '0x' || encode(raw, 'hex') from attempt where payment_id = ?::uuid")
                .param(paid.text("transaction_id"))
                .query(String.class)
                .single();
        refused(custodial, "400 invalid_request[raw]");
    }

    @Test
    void whatNoChainWouldTakeIsRefusedAndRecordsNothing() {
        BigInteger fee = GWEI.multiply(BigInteger.TEN);
        refused(signed(31_337, 0, fee), "422 insufficient_funds[]");
        fund();
        refused(signed(1, 0, fee), "422 wrong_chain[]");
        refused(signed(31_337, 0, BigInteger.ONE), "422 fee_too_low[]");
        refused("0x02c0", "400 invalid_request[raw]");
        refused("0x", "400 invalid_request[raw]");
        assertThat(post(user, RAW, "{\"raw\": \"zz\"}").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, RAW, "{}").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, RAW, "{\"raw\": \"0x\", \"chain_id\": 31337}").problem())
                .isEqualTo("400 invalid_request");
        assertThat(post(user, TRACK, "{\"hash\": \"0x12\"}").problem()).isEqualTo("400 invalid_request");
        assertThat(post(user, TRACK, "{}").fields()).isEqualTo("[hash]");
        assertThat(post(user, TRACK, "{\"hash\": \"" + Hash.sha3("0x") + "\", \"chain_id\": 5}")
                        .fields())
                .isEqualTo("[chain_id]");
        assertThat(get(user, "/api/transactions").body().path("items")).isEmpty();
    }

    @Test
    void aUsedNonceIsRefusedUnlessTheVeryTransactionUsedIt() {
        fund();
        BigInteger fee = GWEI.multiply(BigInteger.TEN);
        String mined = signed(31_337, 0, fee);
        WORLD.node().rpc().call("eth_sendRawTransaction", mined);
        WORLD.mine();

        refused(signed(31_337, 0, fee.add(BigInteger.ONE)), "400 invalid_request[raw]");
        assertThat(raw(mined).status()).isEqualTo(202);
        assertThat(raw(signed(31_337, 1, fee)).status()).isEqualTo(202);
        assertThat(get(user, "/api/transactions").body().path("items")).hasSize(2);
    }

    @Test
    void whatNoNodeEverTakesIsRefused() {
        fund();
        String data = "0x" + "01".repeat(100);
        refused(signed(RECIPIENT, data, 21_000 + 100 * 40 - 1), "400 invalid_request[raw]");
        refused(signed("", "0x" + "00".repeat(49_153), 16_000_000), "400 invalid_request[raw]");
        refused(signed(RECIPIENT, data, 16_777_217), "400 invalid_request[raw]");
        assertThat(get(user, "/api/transactions").body().path("items")).isEmpty();
        assertThat(raw(signed(RECIPIENT, data, 21_000 + 100 * 40)).status()).isEqualTo(202);
    }

    private String signed(String to, String data, long gas) {
        return Numeric.toHexString(TransactionEncoder.signMessage(
                RawTransaction.createTransaction(
                        31_337,
                        BigInteger.ZERO,
                        BigInteger.valueOf(gas),
                        to,
                        BigInteger.ZERO,
                        data,
                        BigInteger.ONE,
                        GWEI.multiply(BigInteger.TEN)),
                key));
    }

    private void refused(String raw, String why) {
        Answer answer = raw(raw);
        assertThat(answer.problem() + answer.fields())
                .as(answer.body().toString())
                .isEqualTo(why);
    }

    private Answer raw(String raw, String... headers) {
        return post(user, RAW, "{\"raw\": \"" + raw + "\"}", headers);
    }

    private Answer track(TestTokens.Login by, String hash) {
        return post(by, TRACK, "{\"hash\": \"" + hash + "\", \"chain_id\": 31337}");
    }

    private JsonNode read(Answer accepted) {
        return get(user, "/api/transactions/" + accepted.text("transaction_id")).body();
    }

    private void fund() {
        WORLD.fund(Address.parse(key.getAddress()), ETHER);
    }

    private String signed(long chain, long nonce, BigInteger maxFee) {
        return Numeric.toHexString(TransactionEncoder.signMessage(
                RawTransaction.createEtherTransaction(
                        chain,
                        BigInteger.valueOf(nonce),
                        BigInteger.valueOf(21_000),
                        RECIPIENT,
                        BigInteger.valueOf(5),
                        BigInteger.ONE,
                        maxFee),
                key));
    }

    private static Credentials credentials() {
        return Credentials.create(ECKeyPair.create(new BigInteger(248, new SecureRandom()).add(BigInteger.ONE)));
    }
}
