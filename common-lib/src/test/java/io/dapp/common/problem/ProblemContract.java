package io.dapp.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every service answers when something is wrong, whatever it is built on. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ProblemContract {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext service = ProbeApplication.start(kind());

    abstract String kind();

    @AfterAll
    void stop() {
        service.close();
        client.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private HttpResponse<String> get(String path) {
        return send(request(path));
    }

    private HttpResponse<String> post(String body) {
        return send(request("/probe/payments")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).isNotEmpty();
        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("urn:dapp:problem:" + code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isNotBlank();
        assertThat(problem.get("trace_id").asString()).matches("[0-9a-f]{32}");
        return problem;
    }

    private static List<String> errors(JsonNode problem) {
        assertThat(problem.has("errors")).as(problem.toString()).isTrue();
        return StreamSupport.stream(problem.get("errors").spliterator(), false)
                .map(error -> error.get("field").asString() + " "
                        + error.get("message").asString())
                .toList();
    }

    @Test
    void aGoodBodyIsReadAndWrittenInSnakeCase() {
        HttpResponse<String> response = post("{\"to\":\"x\",\"amount\":5,\"gas_limit\":21000}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("\"gas_limit\":21000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"to\":\"x\",\"amount\":1,\"colour\":1}|colour is not known",
                "{\"to\":\"x\",\"amount\":1,\"items\":[{\"size\":1,\"ids\":[],\"x\":0}]}|items[0].x is not known",
                "{\"to\":\"x\",\"to\":\"y\",\"amount\":1}|to is given more than once",
                "{\"to\":1,\"amount\":1}|to must be a string",
                "{\"to\":true,\"amount\":1}|to must be a string",
                "{\"to\":\"x\",\"amount\":\"1\"}|amount must be a number",
                "{\"to\":\"x\",\"amount\":1.5}|amount must be a number",
                "{\"to\":\"x\",\"amount\":1,\"speed\":\"warp\"}|speed must be one of slow, fast",
                "{\"to\":\"x\",\"amount\":1,\"speed\":0}|speed must be one of slow, fast",
                "{\"to\":\"x\",\"amount\":1,\"gas_limit\":99999999999999999999}|gas_limit is out of range",
                "{\"to\":\"x\",\"amount\":1,\"urgent\":\"yes\"}|urgent must be true or false",
                "{\"to\":\"x\",\"amount\":1,\"valid_until\":\"soon\"}|valid_until must be an RFC 3339 time",
                "{\"to\":\"x\",\"amount\":1,\"items\":{}}|items must be an array",
                "{\"to\":\"x\",\"amount\":1,\"items\":[{\"size\":1,\"ids\":[\"7\"]}]}|items[0].ids[0] must be a UUID",
                "{\"to\":\"x\",\"amount\":1,\"recipient_name\":{\"value\":\"\"}}|recipient_name must have letters",
                "{\"to\":\" \",\"amount\":1}|to must not be blank",
            })
    void aFieldAtFaultIsNamed(String body, String error) {
        assertThat(errors(problem(post(body), 400, "invalid_request"))).containsExactly(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"to\":", "{to:1}", "nonsense", "{\"to\":\"x\",\"amount\":1} {}", "{\"to\":\"x\",\"amount\":NaN}"
            })
    void malformedJsonIsToldWithoutTheParsersWords(String body) {
        JsonNode problem = problem(post(body), 400, "invalid_request");

        assertThat(problem.toString())
                .doesNotContain("Jackson")
                .doesNotContain("tools.")
                .doesNotContain("line:");
    }

    @Test
    void aDeeplyNestedBodyIsRefused() {
        problem(post("{\"to\":\"x\",\"amount\":1,\"items\":" + "[".repeat(5000)), 400, "invalid_request");
    }

    @Test
    void aMissingBodyIsTold() {
        assertThat(problem(post(""), 400, "invalid_request").get("detail").asString())
                .isEqualTo("A body is required");
    }

    @Test
    void anArrayForAnObjectIsTold() {
        problem(post("[]"), 400, "invalid_request");
    }

    @Test
    void anotherMediaTypeIsTold() {
        HttpResponse<String> response = send(
                request("/probe/payments").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x")));

        problem(response, 415, "unsupported_media_type");
    }

    @Test
    void aRepresentationNobodyMakesIsTold() {
        problem(send(request("/probe/list?page_limit=1").header("Accept", "image/png")), 406, "not_acceptable");
    }

    @Test
    void anUnknownPathIsNotFound() {
        problem(get("/nowhere"), 404, "not_found");
    }

    @Test
    void theErrorPageItselfIsNotFound() {
        problem(get("/error"), 404, "not_found");
    }

    @Test
    void aWrongMethodNamesTheRightOnes() {
        HttpResponse<String> response = send(request("/probe/payments").DELETE());

        problem(response, 405, "method_not_allowed");
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aWrongPathVariableIsNamed() {
        assertThat(errors(problem(get("/probe/items/17"), 400, "invalid_request")))
                .containsExactly("item_id is not valid");
    }

    @Test
    void aWrongParameterIsNamed() {
        assertThat(errors(problem(get("/probe/list?page_limit=x"), 400, "invalid_request")))
                .containsExactly("page_limit is not valid");
        assertThat(errors(problem(get("/probe/list?page_limit=101"), 400, "invalid_request")))
                .containsExactly("page_limit must be less than or equal to 100");
        assertThat(errors(problem(get("/probe/list"), 400, "invalid_request")))
                .containsExactly("page_limit is required");
    }

    @Test
    void aBodyTooLargeIsRefusedWhetherItsLengthIsToldOrNot() {
        String large = "{\"to\":\"" + "x".repeat(70_000) + "\"}";

        problem(post(large), 413, "payload_too_large");
        problem(
                send(request("/probe/payments")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.fromPublisher(
                                BodyPublishers.ofByteArray(large.getBytes(StandardCharsets.UTF_8))))),
                413,
                "payload_too_large");
    }

    @Test
    void anUnexpectedFailureTellsNothingButItsTrace() {
        JsonNode problem = problem(get("/probe/unexpected"), 500, "internal_error");

        assertThat(problem.toString()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void aDatabaseAwayIsUnavailableWithATimeToTryAgain() {
        HttpResponse<String> response = get("/probe/database");

        problem(response, 503, "service_unavailable");
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void aProblemCarriesItsErrorsItsExtrasAndItsWait() {
        HttpResponse<String> response = get("/probe/refused");

        JsonNode problem = problem(response, 429, "rate_limited");
        assertThat(errors(problem)).containsExactly("amount is too high");
        assertThat(problem.get("transaction_id").asString()).isEqualTo("t-1");
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
    }

    @Test
    void theTraceOfTheCallerIsGoneOnWith() {
        HttpResponse<String> response = send(request("/probe/refused")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(problem(response, 429, "rate_limited").get("trace_id").asString())
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void withoutATokenTheAnswerIsAProblemToo() {
        problem(get("/api/anything"), 401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/probe//items;x=1/17", "/probe/items/%2e%2e/17", "/probe/items/%2f17", "/probe/%00"})
    void aPathThatIsRefusedBeforeAnyControllerIsAProblemToo(String path) {
        HttpResponse<String> response = get(path);

        JsonNode problem = JsonMapper.shared().readTree(response.body());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(response.statusCode()).isIn(400, 404);
        assertThat(problem.get("code").asString()).isIn("invalid_request", "not_found");
    }
}
