package io.dapp.transaction.core.signing;

import io.dapp.transaction.core.Bytes;

/** What a transaction has to have gas for before anything runs. */
public final class IntrinsicGas {
    /** A token of calldata, where more is asked for data than for what runs (EIP-7623). */
    public static final int CALLDATA_FLOOR = 10;

    private static final long TRANSACTION = 21_000;
    private static final long CREATION = 32_000;
    private static final long INIT_CODE_WORD = 2;
    private static final long CALLDATA_TOKEN = 4;
    private static final long ACCESSED_ADDRESS = 2_400;
    private static final long ACCESSED_KEY = 1_900;
    private static final long AUTHORIZATION = 25_000;

    private IntrinsicGas() {}

    /** Of a transaction with nothing but its data. */
    public static long of(Bytes data, boolean creation) {
        return of(data, creation, 0, CALLDATA_FLOOR);
    }

    /**
     * Of a transaction that was signed: its data (EIP-2028), init code (EIP-3860), access list (EIP-2930) and
     * authorizations (EIP-7702). Chains that charge for more ask for more, and none for less.
     *
     * @param floor gas of each token of calldata at least, where the chain has one; else 0
     */
    public static long of(DecodedTransaction transaction, int floor) {
        long lists = ACCESSED_ADDRESS * transaction.accessed().addresses()
                + ACCESSED_KEY * transaction.accessed().keys()
                + AUTHORIZATION * transaction.authorizations().size();
        return of(transaction.data(), transaction.to() == null, lists, floor);
    }

    private static long of(Bytes data, boolean creation, long lists, int floor) {
        byte[] bytes = data.value();
        long tokens = 0;
        for (byte one : bytes) {
            tokens += one == 0 ? 1 : 4;
        }
        long created = creation ? CREATION + INIT_CODE_WORD * ((bytes.length + 31) / 32) : 0;
        return TRANSACTION + Math.max(CALLDATA_TOKEN * tokens + created + lists, floor * tokens);
    }
}
