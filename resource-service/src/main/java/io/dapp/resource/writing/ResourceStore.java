package io.dapp.resource.writing;

import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import io.dapp.common.outbox.Outbox;
import io.dapp.resource.record.Draft;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.StoredResource;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The writes inside a transaction: the row, its owner's change number and the event that tells of it, together. */
@Component
class ResourceStore {
    private final EntityManager entities;
    private final OwnerLines lines;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;

    ResourceStore(EntityManager entities, OwnerLines lines, Outbox outbox, JsonMapper json, Clock clock) {
        this.entities = entities;
        this.lines = lines;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
    }

    /** What subscribers are told of a deleted resource. */
    record Deletion(UUID id, long version, UUID ownerId, String type, String name, Instant deletedAt) {}

    Optional<Resource> find(UUID id) {
        return Optional.ofNullable(entities.find(StoredResource.class, id)).map(row -> row.toResource(json));
    }

    /** The owner's line, locked: nobody else changes anything of theirs until the transaction ends. */
    long lock(UUID owner) {
        return lines.next(owner);
    }

    Resource insert(UUID id, UUID owner, Draft draft, long changeNumber) {
        StoredResource row = new StoredResource(id, owner, draft, changeNumber, now());
        entities.persist(row);
        entities.flush();
        return told("resource.created", row.toResource(json));
    }

    Resource change(UUID id, Draft draft, long changeNumber) {
        StoredResource row = entities.getReference(StoredResource.class, id);
        row.change(draft, changeNumber, now());
        entities.flush();
        return told("resource.updated", row.toResource(json));
    }

    Deletion delete(Resource current, long changeNumber) {
        Deletion deletion = new Deletion(
                current.id(), current.version() + 1, current.ownerId(), current.type(), current.name(), now());
        entities.remove(entities.getReference(StoredResource.class, current.id()));
        entities.persist(new DeletedResource(deletion, changeNumber));
        entities.flush();
        tell("resource.deleted", deletion.ownerId(), deletion.version(), deletion);
        return deletion;
    }

    private Resource told(String type, Resource resource) {
        tell(type, resource.ownerId(), resource.version(), resource);
        return resource;
    }

    private void tell(String type, UUID owner, long version, Object data) {
        outbox.append(List.of(new Event(Topic.RESOURCES, owner.toString(), type, version, owner, data)));
    }

    // What PostgreSQL keeps of a time, so that an answer and a later read agree.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
