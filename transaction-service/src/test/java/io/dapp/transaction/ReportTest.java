package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.testing.TestTokens;
import io.dapp.transaction.core.report.Report;
import io.dapp.transaction.core.report.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReportTest extends PaymentServiceTest {
    private static final String PATH = "/api/reports";
    private static final String ALL = """
            {"type": "transactions", "format": "csv", "from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}""";

    @Autowired
    private Reports reports;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aReportHasALineForEachOfItsOwnersPaymentsAndNoFormulas() {
        TestTokens.Login user = login();
        String wallet = wallet(user, ETHER);
        String first = pay(user, wallet, "7", ", \"metadata\": {\"note\": \"a, \\\"b\\\"\"}")
                .text("transaction_id");
        String second = pay(user, wallet, "8", "").text("transaction_id");
        TestTokens.Login stranger = login();
        pay(stranger, wallet(stranger, ETHER), "9", "");

        String id = ready(user, ALL);

        List<String> lines = text(user, id).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .isEqualTo("transaction_id,created_at,updated_at,status,outcome,reason,revert_reason,chain_id,from,to,"
                        + "amount,token,nonce,hash,block_number,block_hash,metadata");
        assertThat(lines.get(1)).startsWith(second + ",").contains("," + wallet + "," + RECIPIENT + ",8,,1,0x");
        assertThat(lines.get(2))
                .startsWith(first + ",")
                .contains(",31337," + wallet + "," + RECIPIENT + ",7,,0,0x")
                .contains("\"\"note\"\"")
                .endsWith("\"");
        String empty = ready(user, ALL.replace("2100", "2021"));
        assertThat(text(user, empty).lines().toList()).hasSize(1);
    }

    @Test
    void anotherUserFindsNoReport() {
        TestTokens.Login user = login();
        TestTokens.Login stranger = login();
        String id = ready(user, ALL);

        assertThat(get(stranger, PATH + "/" + id).problem()).isEqualTo("404 not_found");
        assertThat(get(stranger, PATH + "/" + id + "/content").problem()).isEqualTo("404 not_found");
        assertThat(get(user, PATH + "/" + UUID.randomUUID()).problem()).isEqualTo("404 not_found");
        assertThat(get(user, PATH + "/x/content").problem()).isEqualTo("400 invalid_request");
        assertThat(get(null, PATH + "/" + id + "/content").problem()).isEqualTo("401 unauthorized");
        assertThat(get(login("resources:read"), PATH + "/" + id).problem()).isEqualTo("403 forbidden");
        assertThat(post(login("resources:read"), PATH, ALL).problem()).isEqualTo("403 forbidden");
    }

    @Test
    void badReportsAreRefusedByTheirFields() {
        TestTokens.Login user = login();

        assertThat(post(user, PATH, ALL.replace("csv", "pdf")).fields()).isEqualTo("[format]");
        assertThat(post(user, PATH, ALL.replace("transactions", "users")).fields())
                .isEqualTo("[type]");
        assertThat(post(user, PATH, ALL.replace("2100", "2019")).fields()).isEqualTo("[to]");
        assertThat(post(user, PATH, ALL.replace("2020-01-01T00:00:00Z", "yesterday"))
                        .fields())
                .isEqualTo("[from]");
        for (String time :
                List.of("-10000-01-01T00:00:00Z", "+12020-01-01T00:00:00Z", "2020-01-01", "2020-02-30T00:00:00Z")) {
            Answer refused = post(user, PATH, ALL.replace("2020-01-01T00:00:00Z", time));
            assertThat(refused.problem() + refused.fields()).as(time).isEqualTo("400 invalid_request[from]");
        }
        Answer number = post(user, PATH, ALL.replace("\"2020-01-01T00:00:00Z\"", "1700000000"));
        assertThat(number.problem() + number.fields()).isEqualTo("400 invalid_request[from]");
        assertThat(post(user, PATH, ALL.replace("2020-01-01T00:00:00Z", "0000-01-01t00:00:00.5+01:00"))
                        .status())
                .isEqualTo(202);
        assertThat(post(user, PATH, ALL.replace("}", ", \"owner\": 1}")).fields())
                .isEqualTo("[owner]");
        assertThat(post(user, PATH, "[]").problem()).isEqualTo("400 invalid_request");
    }

    @Test
    void aKeyMakesOneReportAndAUserHasABoundedNumber() {
        TestTokens.Login user = login();
        String key = UUID.randomUUID().toString();
        Answer made = post(user, PATH, ALL, "Idempotency-Key", key);

        assertThat(made.status()).isEqualTo(202);
        assertThat(made.text("status")).isEqualTo("pending");
        for (int i = 1; i < 10; i++) {
            assertThat(post(user, PATH, ALL).status()).isEqualTo(202);
        }
        Answer tooMany = post(user, PATH, ALL);
        assertThat(tooMany.problem()).isEqualTo("429 rate_limited");
        assertThat(tooMany.response().headers().firstValue("Retry-After")).hasValue("3600");
        assertThat(post(user, PATH, ALL, "Idempotency-Key", key).response().body())
                .isEqualTo(made.response().body());
    }

    @Test
    void aReportWhoseMakerDiedIsMadeByAnotherAndTheDeadOneFinishesNothing() {
        TestTokens.Login user = login();
        Report dead = begun(user, 1);
        assertThat(get(user, PATH + "/" + dead.id() + "/content").problem()).isEqualTo("404 not_found");

        awaitStatus(user, dead.id().toString(), "ready");

        assertThat(reports.renew(dead, Duration.ofMinutes(1))).isFalse();
        assertThat(reports.end(dead, "unavailable")).isFalse();
        assertThat(text(user, dead.id().toString()).lines().toList()).hasSize(1);
    }

    @Test
    void aReportThatWasBegunTooOftenHasFailed() {
        TestTokens.Login user = login();
        Report dead = begun(user, 5);

        awaitStatus(user, dead.id().toString(), "failed");

        assertThat(get(user, PATH + "/" + dead.id()).text("reason")).isEqualTo("unavailable");
        assertThat(get(user, PATH + "/" + dead.id() + "/content").problem()).isEqualTo("404 not_found");
    }

    @Test
    void aReportIsNotToBeHadOnceItsTimeIsOver() {
        TestTokens.Login user = login();
        String id = ready(user, ALL);

        jdbc.sql("update report set expires_at = clock_timestamp() where id = ?")
                .param(UUID.fromString(id))
                .update();

        assertThat(get(user, PATH + "/" + id + "/content").problem()).isEqualTo("404 not_found");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.sql("select count(*) from report where id = ?")
                                .param(UUID.fromString(id))
                                .query(Integer.class)
                                .single()
                        == 0);
    }

    /** One that somebody has begun so often, and holds for a moment. */
    private Report begun(TestTokens.Login user, int epoch) {
        Report report = new Report(
                UUID.randomUUID(),
                user.userId(),
                Instant.EPOCH,
                Instant.now(),
                Report.PENDING,
                null,
                epoch,
                Instant.now(),
                Instant.now());
        jdbc.sql("""
                        insert into report (id, owner_id, from_time, to_time, status, lease_epoch, lease_until, expires_at)
                        values (?, ?, 'epoch', now(), 'pending', ?, clock_timestamp() + interval '2 s',
                                clock_timestamp() + interval '1 day')
                        """).param(report.id()).param(report.ownerId()).param(epoch).update();
        return report;
    }

    private void awaitStatus(TestTokens.Login user, String id, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(user, PATH + "/" + id).text("status").equals(status));
    }

    private String ready(TestTokens.Login user, String body) {
        Answer asked = post(user, PATH, body);
        assertThat(asked.status()).isEqualTo(202);
        awaitStatus(user, asked.text("report_id"), "ready");
        return asked.text("report_id");
    }

    private String text(TestTokens.Login user, String id) {
        return content(user, PATH + "/" + id + "/content");
    }
}
