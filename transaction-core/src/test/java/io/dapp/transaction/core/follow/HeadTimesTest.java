package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.BlockHash;
import io.dapp.chain.BlockHeader;
import io.dapp.chain.LogsBloom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeadTimesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HeadTimes times = new HeadTimes("test", meters);

    @Test
    void everyBlockThatWasSeenCountsOnceWhateverOtherNodesShowMeanwhile() {
        times.seen(header(1));
        times.seen(header(2));
        times.seen(header(1));
        times.recorded(header(2).hash());
        assertThat(count()).isEqualTo(1);
        times.recorded(header(1).hash());
        assertThat(count()).isEqualTo(2);
        times.seen(header(1));
        times.recorded(header(1).hash());
        times.recorded(header(3).hash());
        assertThat(count()).isEqualTo(2);
    }

    private long count() {
        return meters.get("dapp.follower.block").timer().count();
    }

    private static BlockHeader header(int number) {
        byte[] hash = new byte[32];
        hash[0] = (byte) number;
        return new BlockHeader(
                number, BlockHash.of(hash), BlockHash.of(new byte[32]), Instant.EPOCH, LogsBloom.unknown());
    }
}
