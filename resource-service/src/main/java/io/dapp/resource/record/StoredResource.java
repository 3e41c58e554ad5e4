package io.dapp.resource.record;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import tools.jackson.databind.json.JsonMapper;

/** The row of a resource. Its owner's line is locked before it is written, so it needs no version check of its own. */
@Entity
@Table(name = "resource")
public class StoredResource {
    @Id
    private UUID id;

    @Column(updatable = false)
    private UUID ownerId;

    private String type;
    private String name;

    @ColumnTransformer(write = "cast(? as json)")
    private String data;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> tags;

    @Convert(converter = LowerCase.class)
    private Visibility visibility;

    private long version;

    // Read by SQL only.
    @SuppressWarnings("UnusedVariable")
    private long changeNumber;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected StoredResource() {}

    /** A new row with what {@code draft} says, at version 1. */
    public StoredResource(UUID id, UUID ownerId, Draft draft, long changeNumber, Instant now) {
        this.id = id;
        this.ownerId = ownerId;
        this.type = draft.type();
        this.name = draft.name();
        this.data = draft.data().toString();
        this.tags = draft.tags();
        this.visibility = draft.visibility();
        this.version = 1;
        this.changeNumber = changeNumber;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** The next version. */
    public void change(Draft draft, long newChangeNumber, Instant now) {
        type = draft.type();
        name = draft.name();
        data = draft.data().toString();
        tags = draft.tags();
        visibility = draft.visibility();
        version++;
        changeNumber = newChangeNumber;
        updatedAt = now;
    }

    public Resource toResource(JsonMapper json) {
        return new Resource(
                id,
                version,
                ownerId,
                type,
                name,
                json.readTree(data),
                List.copyOf(tags),
                visibility,
                createdAt,
                updatedAt);
    }

    public UUID id() {
        return id;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public String name() {
        return name;
    }

    @Converter
    static class LowerCase implements AttributeConverter<Visibility, String> {
        @Override
        public String convertToDatabaseColumn(Visibility value) {
            return value.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Visibility convertToEntityAttribute(String value) {
            return Visibility.valueOf(value.toUpperCase(Locale.ROOT));
        }
    }
}
