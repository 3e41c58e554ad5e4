package io.dapp.common.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.testing.TestRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

class ReactiveSecurityTest {
    @Test
    void aReactiveServiceLetsInWhomItsTokenNames() throws Exception {
        try (TestRedis redis = TestRedis.start();
                TestTokens tokens = TestTokens.start(redis.url());
                ConfigurableApplicationContext service = start(redis, tokens)) {
            TestTokens.Login login = tokens.login();

            assertThat(get(service, "/api/me", null).statusCode()).isEqualTo(401);
            assertThat(get(service, "/api/me", null).headers().firstValue("WWW-Authenticate"))
                    .contains("Bearer");
            assertThat(get(service, "/api/me", "x").body()).contains("\"code\":\"unauthorized\"");
            assertThat(get(service, "/api/open", "x").statusCode()).isEqualTo(200);
            // Until keys and Redis are reached the answer is 503, never 401.
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                int status = get(service, "/api/me", login.token()).statusCode();
                assertThat(status).isIn(200, 503);
                return status == 200;
            });
            assertThat(get(service, "/api/me", login.token()).body())
                    .isEqualTo(login.userId().toString());

            tokens.end(login);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> get(service, "/api/me", login.token()).statusCode() == 401);
        }
    }

    private static ConfigurableApplicationContext start(TestRedis redis, TestTokens tokens) {
        Map<String, Object> properties = new HashMap<>(tokens.properties());
        properties.put("server.port", "0");
        properties.put("spring.data.redis.url", redis.url());
        properties.put("spring.datasource.url", "jdbc:postgresql://127.0.0.1:9/none");
        properties.put("dapp.security.public-paths", "/api/open");
        properties.put("dapp.log.format", "readable");
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.REACTIVE)
                .properties(properties)
                .run();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext service, String path, @Nullable String token)
            throws Exception {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Service {}

    @RestController
    static class Controller {
        @GetMapping("/api/me")
        Mono<String> me(@AuthenticationPrincipal AuthenticatedUser user) {
            return Mono.just(user.userId().toString());
        }

        @GetMapping("/api/open")
        Mono<String> open() {
            return Mono.just("open");
        }
    }
}
