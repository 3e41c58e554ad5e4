package io.dapp.transaction.core.follow;

import io.dapp.chain.Address;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Receipt;
import io.dapp.chain.TransactionHash;
import io.dapp.common.event.Event;
import io.dapp.transaction.core.record.Payment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a follower stands and what blocks on top of it do, as they do it, for a simulation. */
public final class SimulatedPosition {
    private static final int HELD_BELOW_FINAL = 8;

    private final Position position;

    private SimulatedPosition(Position position) {
        this.position = position;
    }

    /** At a chain's first block. */
    public static SimulatedPosition begin(BlockHeader first) {
        return new SimulatedPosition(
                new Position(first.ref(), first.ref(), new TreeMap<>(Map.of(first.number(), first.hash()))));
    }

    public BlockRef cursor() {
        return position.cursor();
    }

    public BlockRef lastFinal() {
        return position.lastFinal();
    }

    public boolean holds(BlockRef block) {
        return position.holds(block);
    }

    /** Where it stands after these blocks on top of a held one. */
    public SimulatedPosition after(long fork, List<BlockHeader> blocks, int confirmations) {
        return new SimulatedPosition(position.after(fork, blocks, new Finality.Depth(confirmations), HELD_BELOW_FINAL));
    }

    /** What one block did: which payments are in it, and of which it uses the nonce for something else. */
    public record Block(BlockHeader header, Map<UUID, TransactionHash> mined, List<UUID> taken) {}

    /** What is to be written. */
    public record Effects(
            List<Payment> changed, Map<UUID, @Nullable BlockRef> taken, boolean dropped, List<Event> events) {}

    /**
     * What blocks do to payments.
     *
     * @param fork the block below them; null: they only follow
     * @param newestFinal once they are held
     */
    public static Effects effects(
            @Nullable Long fork,
            List<Block> blocks,
            List<Payment> locked,
            Map<UUID, BlockRef> taken,
            int confirmations,
            BlockRef newestFinal,
            Address sender) {
        BlockEffects effects =
                new BlockEffects(locked, taken, new Finality.Depth(confirmations), newestFinal, Instant.EPOCH);
        List<Found> found = blocks.stream().map(block -> found(block, sender)).toList();
        List<BlockHeader> headers = blocks.stream().map(Block::header).toList();
        if (fork != null) {
            effects.rewind(fork, headers, found);
        }
        for (int i = 0; i < headers.size(); i++) {
            effects.apply(headers.get(i), found.get(i));
        }
        return new Effects(
                effects.changed(), effects.takenChanges(), !effects.dropped().isEmpty(), effects.events());
    }

    private static Found found(Block block, Address sender) {
        BlockRef ref = block.header().ref();
        return new Found(
                block.mined().entrySet().stream()
                        .map(one -> new Mined(
                                one.getKey(), sender, new Receipt(one.getValue(), ref, true, 21_000, null), null))
                        .toList(),
                block.taken().stream().map(id -> new Taken(id, ref)).toList());
    }
}
