package io.dapp.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final BlockHeader LOWER = header(1);
    private static final BlockHeader HIGHER = header(2);

    @Test
    void whatWasToldAfterTheNodeWasAskedStays() {
        Heads heads = new Heads();
        long before = heads.told();
        assertThat(heads.tell(HIGHER)).isTrue();
        assertThat(heads.answer(LOWER, before)).isEqualTo(Heads.Asked.OVERTAKEN);
        assertThat(heads.newest()).isEqualTo(HIGHER);
    }

    @Test
    void aNodeThatWentBackIsBelievedWhenNothingWasToldMeanwhile() {
        Heads heads = new Heads();
        heads.tell(HIGHER);
        assertThat(heads.answer(LOWER, heads.told())).isEqualTo(Heads.Asked.NEW);
        assertThat(heads.newest()).isEqualTo(LOWER);
        assertThat(heads.answer(LOWER, heads.told())).isEqualTo(Heads.Asked.SAME);
    }

    @Test
    void noAnswerGoesBackBehindWhatIsToldAtTheSameMoment() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 5_000; i++) {
                Heads heads = new Heads();
                long before = heads.told();
                CyclicBarrier together = new CyclicBarrier(2);
                CompletableFuture<Void> answering =
                        CompletableFuture.runAsync(() -> met(together, () -> heads.answer(LOWER, before)), threads);
                CompletableFuture<Void> telling =
                        CompletableFuture.runAsync(() -> met(together, () -> heads.tell(HIGHER)), threads);
                CompletableFuture.allOf(answering, telling).get(20, TimeUnit.SECONDS);
                assertThat(heads.newest()).isEqualTo(HIGHER);
            }
        }
    }

    private static void met(CyclicBarrier together, Runnable then) {
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        then.run();
    }

    private static BlockHeader header(int number) {
        byte[] hash = new byte[32];
        hash[0] = (byte) number;
        return new BlockHeader(
                number, BlockHash.of(hash), BlockHash.of(new byte[32]), Instant.EPOCH, LogsBloom.unknown());
    }
}
