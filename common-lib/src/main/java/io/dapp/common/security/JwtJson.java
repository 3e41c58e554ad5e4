package io.dapp.common.security;

import io.jsonwebtoken.io.DeserializationException;
import io.jsonwebtoken.io.Deserializer;
import io.jsonwebtoken.io.SerializationException;
import io.jsonwebtoken.io.Serializer;
import java.io.OutputStream;
import java.io.Reader;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** JSON of tokens by Jackson 3; jjwt's own modules know Jackson 2 only. A member named twice is refused. */
// Half of both interfaces is deprecated and has to be implemented all the same.
@SuppressWarnings("deprecation")
public final class JwtJson implements Serializer<Map<String, ?>>, Deserializer<Map<String, ?>> {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader READER = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});

    @Override
    public byte[] serialize(Map<String, ?> members) {
        try {
            return MAPPER.writeValueAsBytes(members);
        } catch (JacksonException e) {
            throw new SerializationException("not representable as JSON", e);
        }
    }

    @Override
    public void serialize(Map<String, ?> members, OutputStream out) {
        try {
            MAPPER.writeValue(out, members);
        } catch (JacksonException e) {
            throw new SerializationException("not representable as JSON", e);
        }
    }

    @Override
    public Map<String, ?> deserialize(byte[] json) {
        try {
            return READER.readValue(json);
        } catch (JacksonException e) {
            throw new DeserializationException("not a JSON object", e);
        }
    }

    @Override
    public Map<String, ?> deserialize(Reader json) {
        try {
            return READER.readValue(json);
        } catch (JacksonException e) {
            throw new DeserializationException("not a JSON object", e);
        }
    }
}
