package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.protocol.core.Response;

class AnswersOfNodesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "already known",
                "transaction already imported",
                "AlreadyKnown",
                "Known transaction",
                "known transaction: 0x1234",
                "ALREADY_EXISTS: already known"
            })
    void countWhatNodesHaveAsKnown(String message) {
        assertThat(SendAnswers.of(error(-32_000, message))).isEqualTo(new SendAnswer.Known());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonce too low",
                "nonce too low: next nonce 5, tx nonce 4",
                "Nonce too low",
                "NONCE_TOO_LOW",
                "INTERNAL_ERROR: nonce too low",
                "OldNonce, Current nonce: 5, nonce of rejected tx: 4"
            })
    void tellAUsedNonceFromWhatNodesHave(String message) {
        assertThat(SendAnswers.of(error(-32_000, message))).isEqualTo(new SendAnswer.NonceTooLow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replacement transaction underpriced",
                "insufficient funds for gas * price + value",
                "txpool is full",
                "nonce too high",
                "unknown transaction type",
                "known transaction type is not allowed",
                "account already exists",
                "could not tell whether the nonce too low",
                "something nobody has seen yet"
            })
    void leaveEverythingElseForLater(String message) {
        assertThat(SendAnswers.of(error(-32_000, message))).isInstanceOf(SendAnswer.Later.class);
    }

    @Test
    void takeALostAnswerForNone() {
        assertThat(SendAnswers.of(null)).isInstanceOf(SendAnswer.Later.class);
        assertThat(SendAnswers.of(new Rpc.Reply())).isInstanceOf(SendAnswer.Later.class);
    }

    @Test
    void tellRevertsFromShortFundsAndFromTheNodesOwnErrors() {
        assertThat(refined(3, "execution reverted: no", null)).hasMessage("execution reverted: no");
        assertThat(refined(-32_015, "VM execution error.", "Reverted 0x"))
                .isInstanceOf(ExecutionRevertedException.class);
        assertThat(refined(-32_000, "insufficient funds for transfer", null))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(refined(-32_000, "gas required exceeds allowance (30000000)", null))
                .isInstanceOf(ExecutionRevertedException.class);
        assertThat(refined(-32_000, "gas required exceeds allowance (0)", null))
                .isInstanceOf(InsufficientFundsException.class);
        assertThat(refined(-32_005, "rate limited", null)).isInstanceOf(NodeErrorException.class);
    }

    @Test
    void decodeReasonsPanicsAndCustomErrors() {
        String error = "0x08c379a0" + "0".repeat(62) + "20" + "0".repeat(62) + "02" + "6e6f" + "0".repeat(60);
        assertThat(Reverts.decode(error)).isEqualTo("no");
        assertThat(Reverts.decode("0x4e487b71" + "0".repeat(62) + "11")).isEqualTo("panic 0x11");
        assertThat(Reverts.decode("0x12345678")).isEqualTo("custom error 0x12345678");
        assertThat(Reverts.decode("0x")).isNull();
        assertThat(Reverts.decode("nonsense")).isNull();
        // A length beyond the data, and a control character, as a hostile contract would send them.
        String hostile = "0x08c379a0" + "0".repeat(62) + "20" + "f".repeat(64) + "6100";
        assertThat(Reverts.decode(hostile)).isEqualTo("a?");
    }

    private static RuntimeException refined(int code, String message, @Nullable String data) {
        return Reverts.refine(new NodeErrorException("test-0", "eth_estimateGas", code, message, data));
    }

    private static Rpc.Reply error(int code, String message) {
        Rpc.Reply reply = new Rpc.Reply();
        reply.setError(new Response.Error(code, message));
        return reply;
    }
}
