package io.dapp.resource.reading;

import io.dapp.resource.cache.ListCache;
import io.dapp.resource.cache.ResourceCache;
import io.dapp.resource.cache.ResourceCache.Lookup;
import io.dapp.resource.record.Resource;
import io.dapp.resource.record.StoredResource;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Cache-aside: Redis first, then PostgreSQL, and what was found goes into Redis. */
@Component
class ResourceReader {
    private final ResourceCache cache;
    private final ListCache lists;
    private final BoundedLoads loads;
    private final EntityManager entities;
    private final JsonMapper json;

    ResourceReader(ResourceCache cache, ListCache lists, BoundedLoads loads, EntityManager entities, JsonMapper json) {
        this.cache = cache;
        this.lists = lists;
        this.loads = loads;
        this.entities = entities;
        this.json = json;
    }

    /** The resource, whoever may see it: the caller of this method checks that. */
    Cached<Optional<Resource>> one(UUID id) {
        return switch (cache.lookup(id)) {
            case Lookup.Hit(Resource resource) -> new Cached<>(Optional.of(resource), true);
            case Lookup.Deleted() -> new Cached<>(Optional.empty(), true);
            case Lookup.Miss miss -> {
                Optional<Resource> found = loads.load(
                                () -> Optional.ofNullable(entities.find(StoredResource.class, id)))
                        .map(row -> row.toResource(json));
                found.ifPresent(resource -> cache.fill(resource, miss));
                yield new Cached<>(found, false);
            }
        };
    }

    Cached<ResourcePage> list(ListQuery query) {
        Optional<String> key = lists.key(query.dependsOn(), query.dependsOnPublic(), query.question());
        Optional<ResourcePage> kept = key.flatMap(lists::get).flatMap(this::read);
        if (kept.isPresent()) {
            return new Cached<>(kept.get(), true);
        }
        ResourcePage page = page(query, loads.load(() -> query.run(entities)));
        key.ifPresent(place -> lists.put(place, json.writeValueAsString(page)));
        return new Cached<>(page, false);
    }

    private ResourcePage page(ListQuery query, List<StoredResource> rows) {
        List<Resource> items = rows.stream()
                .limit(query.limit())
                .map(row -> row.toResource(json))
                .toList();
        if (rows.size() <= query.limit()) {
            return new ResourcePage(items, null);
        }
        Resource last = items.getLast();
        return new ResourcePage(items, new ListCursor(query.sort(), query.sort().valueOf(last), last.id()).encode());
    }

    private Optional<ResourcePage> read(String page) {
        try {
            return Optional.of(json.readValue(page, ResourcePage.class));
        } catch (JacksonException e) {
            // Written by another release: as good as absent.
            return Optional.empty();
        }
    }
}
