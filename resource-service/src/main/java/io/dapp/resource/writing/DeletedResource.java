package io.dapp.resource.writing;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What remains of a deleted resource, for its owner's other devices. */
@Entity
@Table(name = "deleted_resource")
// Written here, read by SQL only.
@SuppressWarnings("UnusedVariable")
class DeletedResource {
    @Id
    private UUID id;

    private UUID ownerId;
    private long version;
    private long changeNumber;
    private Instant deletedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected DeletedResource() {}

    DeletedResource(ResourceStore.Deletion deletion, long changeNumber) {
        this.id = deletion.id();
        this.ownerId = deletion.ownerId();
        this.version = deletion.version();
        this.changeNumber = changeNumber;
        this.deletedAt = deletion.deletedAt();
    }
}
