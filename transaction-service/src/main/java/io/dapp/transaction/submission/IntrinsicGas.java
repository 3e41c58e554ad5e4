package io.dapp.transaction.submission;

/** What a transaction costs before anything runs (EIP-2028, EIP-3860) and its calldata floor (EIP-7623). */
final class IntrinsicGas {
    private static final long TRANSACTION = 21_000;
    private static final long CREATION = 32_000;
    private static final long INIT_CODE_WORD = 2;

    private IntrinsicGas() {}

    static long of(Instruction instruction) {
        byte[] data = instruction.data().value();
        long tokens = 0;
        for (byte one : data) {
            tokens += one == 0 ? 1 : 4;
        }
        long creation = instruction.target() == null ? CREATION + INIT_CODE_WORD * ((data.length + 31) / 32) : 0;
        return TRANSACTION + Math.max(4 * tokens + creation, 10 * tokens);
    }
}
