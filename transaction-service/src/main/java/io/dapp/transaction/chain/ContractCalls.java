package io.dapp.transaction.chain;

import io.dapp.chain.Address;
import io.dapp.chain.BlockRef;
import io.dapp.chain.CallRequest;
import io.dapp.chain.Chain;
import io.dapp.chain.ExecutionRevertedException;
import io.dapp.chain.InsufficientFundsException;
import io.dapp.chain.Node;
import io.dapp.chain.NodeErrorException;
import io.dapp.chain.Wei;
import io.dapp.chain.abi.AbiArgumentException;
import io.dapp.chain.abi.AbiFunction;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.PaymentError;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Calls contracts at the head of a node. */
@Component
final class ContractCalls {
    private static final Address NOBODY = Address.parse("0x0000000000000000000000000000000000000000");

    /**
     * Calls.
     *
     * @throws ProblemException {@code invalid_request}, {@code would_revert}, {@code insufficient_funds}
     */
    ContractCallView call(Chain chain, ContractCallRequest request) {
        Address to = request.to();
        if (to == null) {
            throw invalid("to", "is required");
        }
        AbiFunction function = function(request);
        CallRequest call = new CallRequest(
                request.from() == null ? NOBODY : request.from(),
                to,
                request.amount() == null ? Wei.ZERO : request.amount(),
                data(request, function).toString());
        Node node = chain.node().forTrials();
        BlockRef head = node.head().ref();
        String result = ask(node, call, head);
        return new ContractCallView(chain.id(), head.number(), result, values(function, result));
    }

    private static @Nullable AbiFunction function(ContractCallRequest request) {
        String declared = request.function();
        if (declared == null) {
            return null;
        }
        if (request.data() != null) {
            throw invalid("data", "cannot be given beside a function");
        }
        try {
            return AbiFunction.parse(declared);
        } catch (IllegalArgumentException e) {
            throw invalid("function", String.valueOf(e.getMessage()));
        }
    }

    private static Bytes data(ContractCallRequest request, @Nullable AbiFunction function) {
        List<Object> args = request.args();
        if (function == null) {
            if (args != null) {
                throw invalid("args", "come together with a function");
            }
            return request.data() == null ? Bytes.EMPTY : request.data();
        }
        try {
            return new Bytes(function.encode(args == null ? List.of() : args));
        } catch (AbiArgumentException e) {
            throw invalid(e.argument(), e.reason());
        }
    }

    private static String ask(Node node, CallRequest call, BlockRef head) {
        try {
            return node.call(call, head);
        } catch (ExecutionRevertedException e) {
            String reason = e.reason();
            throw new ProblemException(
                    PaymentError.WOULD_REVERT,
                    reason == null ? "It reverts without a reason." : "It reverts: " + reason,
                    List.of(),
                    null,
                    reason == null ? Map.of() : Map.of("revert_reason", reason));
        } catch (InsufficientFundsException e) {
            throw new ProblemException(PaymentError.INSUFFICIENT_FUNDS, "The caller does not have the amount.");
        } catch (NodeErrorException e) {
            if (e.tooLong()) {
                throw invalid("data", "is answered with more than can be passed on");
            }
            throw e;
        }
    }

    private static @Nullable List<Object> values(@Nullable AbiFunction function, String result) {
        if (function == null || !function.hasResult()) {
            return null;
        }
        try {
            return function.decodeResult(HexFormat.of().parseHex(result, 2, result.length()));
        } catch (IllegalArgumentException e) {
            throw invalid("function", "does not return what it is said to");
        }
    }

    private static ProblemException invalid(String field, String message) {
        return new ProblemException(
                CommonError.INVALID_REQUEST, "Some fields are not valid", List.of(new FieldError(field, message)));
    }
}
