package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a body as a type after its key was looked up: a request that was answered is not refused for its fields. */
@Component
public final class JsonBodies {
    private final JsonMapper json;

    JsonBodies(JsonMapper json) {
        this.json = json;
    }

    /**
     * Reads an object.
     *
     * @throws ProblemException {@code invalid_request} when it is no object
     * @throws HttpMessageNotReadableException when it does not fit the type; answered as {@code invalid_request}
     */
    public <T> T read(JsonNode body, Class<T> type) {
        if (!body.isObject()) {
            throw new ProblemException(CommonError.INVALID_REQUEST, "The body must be a JSON object");
        }
        try {
            return json.treeToValue(body, type);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("the body is no " + type.getSimpleName(), e, new ReadBody());
        }
    }

    /** Of a body that was read already nothing is left. */
    private static final class ReadBody implements HttpInputMessage {
        @Override
        public InputStream getBody() throws IOException {
            return InputStream.nullInputStream();
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }
    }
}
