package io.dapp.transaction.submission;

import io.dapp.chain.Address;
import io.dapp.chain.abi.AbiArgumentException;
import io.dapp.chain.abi.AbiFunction;
import io.dapp.chain.abi.Erc20;
import io.dapp.transaction.core.Bytes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a request asks to be done: a transfer, a token's transfer, a call spelled by its function, or raw data. */
@Component
final class Instructions {
    private static final TypeReference<List<Object>> ARGUMENTS = new TypeReference<>() {};

    private final JsonMapper json;

    Instructions(JsonMapper json) {
        this.json = json;
    }

    /** Of a request whose other fields are checked; what is wrong with the call is added to {@code faults}. */
    @Nullable
    Instruction read(SubmissionRequest request, Faults faults) {
        Address to = request.to();
        Bytes data = data(request, faults);
        if (faults.any() || data == null) {
            return null;
        }
        return new Instruction(
                Objects.requireNonNull(request.from()),
                to,
                request.amountOrNone(),
                request.token(),
                data,
                request.gasLimit());
    }

    private @Nullable Bytes data(SubmissionRequest request, Faults faults) {
        SubmissionRequest.Call call = request.call();
        if (call != null) {
            return encoded(call, faults);
        }
        if (request.token() != null && request.to() != null && request.amount() != null) {
            return new Bytes(Erc20.transfer(request.to(), request.amount().value()));
        }
        return request.data() == null ? Bytes.EMPTY : request.data();
    }

    private @Nullable Bytes encoded(SubmissionRequest.Call call, Faults faults) {
        JsonNode args = call.args();
        if (args != null && !args.isNull() && !args.isArray()) {
            faults.add("call.args", "must be an array");
            return null;
        }
        AbiFunction function;
        try {
            function = AbiFunction.parse(Objects.requireNonNull(call.function()));
        } catch (IllegalArgumentException e) {
            faults.add("call.function", String.valueOf(e.getMessage()));
            return null;
        }
        try {
            List<Object> arguments = args == null || args.isNull()
                    ? List.of()
                    : json.readerFor(ARGUMENTS).readValue(args);
            return new Bytes(function.encode(arguments));
        } catch (AbiArgumentException e) {
            faults.add("call." + e.argument(), e.reason());
            return null;
        }
    }
}
