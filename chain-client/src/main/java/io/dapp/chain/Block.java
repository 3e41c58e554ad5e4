package io.dapp.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block with its transactions. */
public record Block(BlockHeader header, List<Transaction> transactions) {
    public Block {
        transactions = List.copyOf(transactions);
    }

    /** A transaction of a block; sender and nonce only where the block was asked for in full. */
    public record Transaction(
            TransactionHash hash,
            @Nullable Address sender,
            @Nullable Nonce nonce) {}
}
