package io.dapp.resource.writing;

import io.dapp.common.problem.ProblemException;
import io.dapp.resource.record.Resource;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The answers given under a caller's Idempotency-Key; they live as long as the records. */
@Component
class IdempotencyKeys {
    private static final String OPERATION = "POST /api/resources";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A caller's key, and the hash of the body that came with it. */
    record Key(UUID owner, String value, String bodyHash) {}

    Key key(UUID owner, String value, ResourceBody body) {
        try {
            byte[] canonical = new JsonCanonicalizer(json.writeValueAsString(body)).getEncodedUTF8();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical);
            return new Key(owner, value, HexFormat.of().formatHex(hash));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The answer given before.
     *
     * @throws ProblemException when it was to another body
     */
    Optional<Resource> answer(Key key) {
        return jdbc.sql("""
                        select encode(request_hash, 'hex') as request_hash, answer from idempotency_key
                         where owner_id = ? and operation = ? and key = ?
                        """)
                .params(key.owner(), OPERATION, key.value())
                .query((row, number) -> {
                    if (!key.bodyHash().equals(row.getString("request_hash"))) {
                        throw new ProblemException(
                                ResourceError.IDEMPOTENCY_KEY_REUSED, "This key was used with another body.");
                    }
                    return json.readValue(row.getString("answer"), Resource.class);
                })
                .optional();
    }

    void keep(Key key, Resource answer) {
        jdbc.sql("""
                        insert into idempotency_key (owner_id, operation, key, request_hash, status, answer)
                        values (?, ?, ?, decode(?, 'hex'), 201, cast(? as json))
                        """)
                .params(key.owner(), OPERATION, key.value(), key.bodyHash(), json.writeValueAsString(answer))
                .update();
    }
}
