package io.dapp.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the service, from outside. */
final class Client {
    static final String PASSWORD = "correct horse battery staple";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final JsonMapper JSON = new JsonMapper();

    private final String url;

    Client(String url) {
        this.url = url;
    }

    /** An answer, its body as JSON (missing when there is none). */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String code() {
            return body.path("code").asString("");
        }

        String text(String field) {
            return body.path(field).asString("");
        }

        @Nullable
        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    /** Somebody who is logged in. */
    record Person(String email, String userId, String token, String refreshToken) {}

    Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer send(String method, String path, @Nullable String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            JsonNode body = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer as(String token, String method, String path, @Nullable String json) {
        return send(method, path, json, "Authorization", "Bearer " + token);
    }

    Answer register(String email, String password) {
        return post("/api/auth/register", JSON.writeValueAsString(Map.of("email", email, "password", password)));
    }

    Answer login(String email, String password, String... headers) {
        return post("/api/auth/login", JSON.writeValueAsString(Map.of("email", email, "password", password)), headers);
    }

    Answer refresh(String refreshToken) {
        return post("/api/auth/refresh", JSON.writeValueAsString(Map.of("refresh_token", refreshToken)));
    }

    Answer profile(String token) {
        return as(token, "GET", "/api/user/profile", null);
    }

    Answer logout(String token) {
        return as(token, "POST", "/api/auth/logout", null);
    }

    Person newPerson() {
        String email = "user-" + UUID.randomUUID() + "@example.com";
        register(email, PASSWORD);
        return loggedIn(email);
    }

    Person loggedIn(String email) {
        Answer login = login(email, PASSWORD);
        return new Person(
                email, login.body().at("/user/id").asString(), login.text("token"), login.text("refresh_token"));
    }
}
