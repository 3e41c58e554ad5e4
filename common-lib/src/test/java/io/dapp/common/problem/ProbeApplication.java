package io.dapp.common.problem;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A service with nothing but a controller: all else is what common-lib gives. Its database is away. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(excludeName = ProbeApplication.TOMCAT_FOR_REACTIVE)
@Import(ProbeApplication.ProbeController.class)
public class ProbeApplication {
    // A service has one of Tomcat and Netty; this one has both, and they would contend for the management port.
    static final String TOMCAT_FOR_REACTIVE =
            "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

    public static ConfigurableApplicationContext start(String webApplicationType, String... properties) {
        return new SpringApplicationBuilder(ProbeApplication.class)
                .properties(
                        "spring.main.web-application-type=" + webApplicationType,
                        "spring.application.name=probe",
                        "server.port=0",
                        "management.server.port=0",
                        "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/away",
                        "spring.datasource.hikari.connection-timeout=300",
                        "dapp.security.issuer=http://localhost:8080",
                        "dapp.security.audience=dapp",
                        "dapp.security.jwks-uri=http://127.0.0.1:1/jwks.json",
                        "spring.data.redis.url=redis://127.0.0.1:1")
                .properties(properties)
                .run();
    }

    enum Speed {
        SLOW,
        FAST
    }

    record Item(int size, List<UUID> ids) {}

    record PaymentRequest(
            @NotBlank String to,
            BigInteger amount,
            @Nullable Speed speed,
            @Nullable Long gasLimit,
            @Nullable Boolean urgent,
            @Nullable Instant validUntil,
            @Nullable List<Item> items,
            @Nullable Name recipientName) {}

    record Name(String value) {
        Name {
            if (value.isBlank()) {
                throw new IllegalArgumentException("must have letters");
            }
        }
    }

    @RestController
    @RequestMapping("/probe")
    static class ProbeController {
        private final JdbcClient jdbc;

        ProbeController(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @PostMapping("/payments")
        PaymentRequest pay(@Valid @RequestBody PaymentRequest request) {
            return request;
        }

        @GetMapping("/items/{item_id}")
        UUID item(@PathVariable("item_id") UUID itemId) {
            return itemId;
        }

        @GetMapping("/list")
        int list(@RequestParam("page_limit") @Min(1) @Max(100) int pageLimit) {
            return pageLimit;
        }

        @GetMapping("/unexpected")
        String unexpected() {
            throw new IllegalStateException("the secret is 42");
        }

        @GetMapping("/database")
        long database() {
            return jdbc.sql("select 1").query(Long.class).single();
        }

        @GetMapping("/refused")
        String refused() {
            throw new ProblemException(
                    CommonError.RATE_LIMITED,
                    "Slow down",
                    List.of(new FieldError("amount", "is too high")),
                    Duration.ofMillis(1500),
                    Map.of("transaction_id", "t-1"));
        }
    }
}
