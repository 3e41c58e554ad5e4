package io.dapp.resource.writing;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.resource.cache.ListCache;
import io.dapp.resource.cache.ResourceCache;
import io.dapp.resource.record.Draft;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.Visibility;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A write as the cache needs it: fence, commit, drop the lists, put the value in. Redis is asked before and after the
 * transaction, never inside it. What cannot be done in Redis is finished from the outbox and holds nobody up.
 */
@Component
class ResourceWriter {
    private final ResourceStore store;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final ResourceCache cache;
    private final ListCache lists;

    ResourceWriter(
            ResourceStore store,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            ResourceCache cache,
            ListCache lists) {
        this.store = store;
        this.keys = keys;
        this.transaction = transaction;
        this.cache = cache;
        this.lists = lists;
    }

    /** The new resource; with a key that was used before, the one made then. */
    Resource create(UUID owner, Draft draft, IdempotencyKeys.@Nullable Key key) {
        Optional<Resource> before = Optional.ofNullable(key).flatMap(keys::answer);
        if (before.isPresent()) {
            return before.get();
        }
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        ResourceCache.Fence fence = cache.fence(id);
        Resource created = fenced(
                fence,
                () -> transaction.execute(status -> {
                    long changeNumber = store.lock(owner);
                    Optional<Resource> meanwhile = Optional.ofNullable(key).flatMap(keys::answer);
                    if (meanwhile.isPresent()) {
                        status.setRollbackOnly();
                        return meanwhile.get();
                    }
                    Resource resource = store.insert(id, owner, draft, changeNumber);
                    if (key != null) {
                        keys.keep(key, resource);
                    }
                    return resource;
                }));
        if (created.id().equals(id)) {
            lists.drop(owner, created.visibility() == Visibility.PUBLIC);
            cache.written(created, fence);
        } else {
            cache.lift(fence);
        }
        return created;
    }

    /** The next version: what {@code change} makes of the current one. */
    Resource change(UUID caller, UUID id, IfMatch ifMatch, Function<Resource, Draft> change) {
        // Refused without disturbing the cache; decided under the lock.
        var _ = change.apply(writable(caller, id, ifMatch));
        ResourceCache.Fence fence = cache.fence(id);
        Changed changed = fenced(
                fence,
                () -> transaction.execute(status -> {
                    long changeNumber = store.lock(caller);
                    Resource current = writable(caller, id, ifMatch);
                    return new Changed(current, store.change(id, change.apply(current), changeNumber));
                }));
        lists.drop(caller, changed.touchesPublic());
        cache.written(changed.after(), fence);
        return changed.after();
    }

    void delete(UUID caller, UUID id, IfMatch ifMatch) {
        writable(caller, id, ifMatch);
        ResourceCache.Fence fence = cache.fence(id);
        record Deleted(Resource before, long version) {}
        Deleted deleted = fenced(
                fence,
                () -> transaction.execute(status -> {
                    long changeNumber = store.lock(caller);
                    Resource current = writable(caller, id, ifMatch);
                    return new Deleted(
                            current, store.delete(current, changeNumber).version());
                }));
        lists.drop(caller, deleted.before().visibility() == Visibility.PUBLIC);
        cache.deleted(id, deleted.version(), fence);
    }

    private record Changed(Resource before, Resource after) {
        boolean touchesPublic() {
            return before.visibility() == Visibility.PUBLIC || after.visibility() == Visibility.PUBLIC;
        }
    }

    private Resource writable(UUID caller, UUID id, IfMatch ifMatch) {
        Resource current = store.find(id)
                .filter(resource -> resource.visibleTo(caller))
                .orElseThrow(() -> new ProblemException(CommonError.NOT_FOUND, "There is no such resource."));
        if (!current.ownedBy(caller)) {
            throw new ProblemException(CommonError.FORBIDDEN, "Only its owner may change a resource.");
        }
        ifMatch.check(current);
        return current;
    }

    /** A refusal is a certain rollback; after any other failure the commit may stand, so the fence does until it ends. */
    private <T> T fenced(ResourceCache.Fence fence, Supplier<@Nullable T> write) {
        try {
            T result = write.get();
            if (result == null) {
                throw new IllegalStateException("a write has a result");
            }
            return result;
        } catch (ProblemException e) {
            cache.lift(fence);
            throw e;
        }
    }
}
