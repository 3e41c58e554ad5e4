package io.dapp.chain.abi;

import io.dapp.chain.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls of a token (EIP-20, and OpenZeppelin's widely found additions) that move value or let others move it. */
public final class Erc20 {
    private static final AbiFunction TRANSFER = AbiFunction.parse("transfer(address,uint256)");
    private static final AbiFunction BALANCE_OF = AbiFunction.parse("balanceOf(address) returns (uint256)");
    private static final AbiFunction TRANSFER_FROM = AbiFunction.parse("transferFrom(address,address,uint256)");
    private static final AbiFunction APPROVE = AbiFunction.parse("approve(address,uint256)");
    private static final AbiFunction INCREASE_ALLOWANCE = AbiFunction.parse("increaseAllowance(address,uint256)");
    private static final AbiFunction DECREASE_ALLOWANCE = AbiFunction.parse("decreaseAllowance(address,uint256)");

    private Erc20() {}

    /** What a call does with the token. */
    public enum Kind {
        /** Moves the caller's own. */
        TRANSFER,
        /** Moves somebody's who allowed it. */
        TRANSFER_FROM,
        /** Lets another move up to this much. */
        APPROVE,
        /** Lets another move this much more. */
        INCREASE_ALLOWANCE,
        /** Lets another move this much less. */
        DECREASE_ALLOWANCE
    }

    /**
     * A call that was recognised.
     *
     * @param from whose tokens are moved; null where they are the caller's
     * @param to who gets them, or may take them
     * @param amount in the token's base unit
     */
    public record Call(Kind kind, @Nullable Address from, Address to, BigInteger amount) {}

    /** The data of a transfer of the caller's tokens. */
    public static byte[] transfer(Address to, BigInteger amount) {
        return TRANSFER.encode(List.of(to.toString(), amount.toString()));
    }

    /** The data of a question for a balance. */
    public static byte[] balanceOf(Address owner) {
        return BALANCE_OF.encode(List.of(owner.toString()));
    }

    /**
     * The answer to {@link #balanceOf}.
     *
     * @throws AbiDecodeException when it is none, as where no token's code stands
     */
    public static BigInteger balance(byte[] answer) {
        return amount(BALANCE_OF.decodeResult(answer).getFirst());
    }

    /**
     * Reads the data of a call to a token. Contracts cut addresses out of their words and ignore what follows the arguments;
     * data that has either is not recognised, so that nothing is counted otherwise than it acts.
     *
     * @return empty where it is none of these calls, written exactly
     */
    public static Optional<Call> read(byte[] data) {
        for (Kind kind : Kind.values()) {
            AbiFunction function = function(kind);
            if (function.called(data)) {
                return exactly(kind, function, data);
            }
        }
        return Optional.empty();
    }

    private static Optional<Call> exactly(Kind kind, AbiFunction function, byte[] data) {
        int words = kind == Kind.TRANSFER_FROM ? 3 : 2;
        if (data.length != AbiFunction.SELECTOR + words * AbiType.WORD) {
            return Optional.empty();
        }
        List<Object> arguments;
        try {
            arguments = function.decodeCall(data);
        } catch (AbiDecodeException dirty) {
            return Optional.empty();
        }
        Address from = words == 3 ? account(arguments.getFirst()) : null;
        return Optional.of(new Call(kind, from, account(arguments.get(words - 2)), amount(arguments.getLast())));
    }

    private static AbiFunction function(Kind kind) {
        return switch (kind) {
            case TRANSFER -> TRANSFER;
            case TRANSFER_FROM -> TRANSFER_FROM;
            case APPROVE -> APPROVE;
            case INCREASE_ALLOWANCE -> INCREASE_ALLOWANCE;
            case DECREASE_ALLOWANCE -> DECREASE_ALLOWANCE;
        };
    }

    private static Address account(Object value) {
        return Address.parse((String) value);
    }

    private static BigInteger amount(Object value) {
        return new BigInteger((String) value);
    }
}
