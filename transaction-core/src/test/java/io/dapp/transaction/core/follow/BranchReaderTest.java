package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Block;
import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.BlockRef;
import io.dapp.chain.Chains;
import io.dapp.chain.Node;
import io.dapp.chain.TransactionHash;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

class BranchReaderTest {
    private final World world = new World();
    private final Node node = world.worker().getBean(Chains.class).first().node();
    private final BranchReader reader = new BranchReader(8, () -> {});

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void asksWhetherAnythingIsOpenOnlyOnceTheBlockIsKnown() {
        Position position = at(node.head());
        world.anvil.mine(1);
        World.await("the head", () -> node.head().number() == 1);
        UUID[] accepted = new UUID[1];
        // Idle when asked; the payment and the block that holds it come after that: it must not be in what is read.
        Branch idle = reader.next(node, position, () -> {
                    accepted[0] = world.accept(0);
                    node.send(List.of(world.signed(0, World.RECIPIENT)));
                    world.anvil.mine(1);
                    World.await("the next head", () -> node.head().number() == 2);
                    return false;
                })
                .orElseThrow();
        assertThat(idle.blocks()).hasSize(1);
        assertThat(idle.blocks().getFirst().header().number()).isEqualTo(1);
        Position next =
                position.after(0, idle.blocks().stream().map(Block::header).toList(), new Finality.Depth(6), 128);
        Branch busy = reader.next(node, next, () -> true).orElseThrow();
        assertThat(busy.blocks()).hasSize(1);
        assertThat(busy.blocks().getFirst().transactions())
                .extracting(Block.Transaction::hash)
                .containsExactly(TransactionHash.of(Hash.sha3(world.signed(0, World.RECIPIENT))));
    }

    @Test
    void fillsAGapByParents() {
        Position position = at(node.head());
        world.anvil.mine(30);
        World.await("the head", () -> node.head().number() == 30);
        Branch first = reader.next(node, position, () -> true).orElseThrow();
        assertThat(first.blocks())
                .extracting(block -> block.header().number())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(first.fork()).isEqualTo(position.cursor());
    }

    @Test
    void findsWhereABranchLeavesWhatIsHeld() {
        world.anvil.mine(5);
        World.await("the head", () -> node.head().number() == 5);
        Position position = new Position(
                node.head().ref(), new BlockRef(0, held(5).firstEntry().getValue()), held(5));
        world.anvil.reorg(3);
        World.await(
                "the other branch",
                () -> !position.holds(node.head().ref()) && node.head().number() == 5);
        Branch branch = reader.next(node, position, () -> false).orElseThrow();
        assertThat(branch.reorganises(position)).isTrue();
        assertThat(branch.fork().number()).isEqualTo(2);
        assertThat(branch.blocks()).extracting(block -> block.header().number()).containsExactly(3L, 4L, 5L);
    }

    private NavigableMap<Long, BlockHash> held(long to) {
        TreeMap<Long, BlockHash> held = new TreeMap<>();
        node.blocks(0, to, false)
                .forEach(block ->
                        held.put(block.header().number(), block.header().hash()));
        return held;
    }

    private static Position at(BlockHeader header) {
        TreeMap<Long, BlockHash> held = new TreeMap<>();
        held.put(header.number(), header.hash());
        return new Position(header.ref(), header.ref(), held);
    }
}
