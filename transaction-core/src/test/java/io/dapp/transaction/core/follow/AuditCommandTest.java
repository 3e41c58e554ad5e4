package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.DatabaseCredentials;
import io.dapp.local.infra.Ports;
import io.dapp.transaction.core.audit.AuditCommand;
import io.dapp.transaction.core.record.PaymentStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the command ends with. */
class AuditCommandTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void saysByItsExitCodeWhatItFound() {
        var worker = world.worker();
        world.awaitCursor();
        UUID id = world.accept(0);
        world.send(worker);
        world.mine(6);
        world.awaitStatus(id, PaymentStatus.FINALIZED);
        world.jdbc.update("update event set published_at = clock_timestamp()");
        String node = world.anvil.httpUrl().toString();
        assertThat(ran(node)).hasValue(0);

        world.jdbc.update("update payment set outcome = 'reverted'");
        assertThat(ran(node)).as("something is wrong").hasValue(1);

        world.jdbc.update("update payment set outcome = 'success'");
        String nobody = "http://127.0.0.1:" + Ports.free();
        assertThat(ran(nobody)).as("the chain could not be looked at").hasValue(2);

        world.jdbc.update("update account set next_nonce = 0");
        assertThat(ran(nobody)).as("what is wrong counts more").hasValue(1);
    }

    @Test
    void isLeftAloneByOtherArguments() {
        assertThat(AuditCommand.ran()).isEmpty();
        assertThat(AuditCommand.ran("migrate")).isEmpty();
    }

    private OptionalInt ran(String node) {
        DatabaseCredentials runtime = world.database.runtimeCredentials("transaction");
        Map<String, String> settings = new HashMap<>(Map.of(
                "spring.datasource.url", world.database.url(),
                "spring.datasource.username", runtime.username(),
                "spring.datasource.password", runtime.password(),
                "dapp.chains.test.id", World.CHAIN.toString(),
                "dapp.chains.test.nodes[0].http-url", node,
                "dapp.chains.test.call-timeout", "2s"));
        settings.forEach(System::setProperty);
        try {
            return AuditCommand.ran("audit");
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }
}
