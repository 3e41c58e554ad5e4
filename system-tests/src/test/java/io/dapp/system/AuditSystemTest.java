package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The packaged worker's audit of everything that the other tests of the run have left; therefore last. */
@Order(Integer.MAX_VALUE)
class AuditSystemTest extends SystemTest {
    @AfterEach
    void takeBack() {
        platform.records().forgetAnswerToNothing();
    }

    @Test
    void findsNothingWrongInAllThatTheRunHasLeftAndWhatIsPlantedAfterwards() {
        User user = platform.user();
        user.fundedWallet().pays(platform.stranger(), 9).reaches("finalized");
        assertThat(Waiting.until(
                        Duration.ofSeconds(30), () -> platform.records().unpublished() == 0))
                .isTrue();
        ServiceProcess worker = platform.newWorker();
        assertThat(worker.run("audit")).as("report:\n%s", worker.log()).isZero();
        assertThat(worker.log()).contains("chain local").contains("all chains").doesNotContain("WRONG");

        platform.records().keepAnswerToNothing();
        assertThat(worker.run("audit")).isEqualTo(1);
        assertThat(worker.log()).contains("WRONG keys:").contains("was answered to POST /nothing and is not there");

        platform.records().forgetAnswerToNothing();
        platform.node().refuseConnections();
        assertThat(worker.run("audit")).isEqualTo(2);
        assertThat(worker.log()).contains("what is on the chain is not, or not all, looked at");
    }
}
