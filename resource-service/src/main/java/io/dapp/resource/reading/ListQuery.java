package io.dapp.resource.reading;

import io.dapp.resource.record.StoredResource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One question to the list.
 *
 * @param caller who asks; sees their own resources and everybody's public ones
 * @param owner only this user's
 * @param tags carrying all of these
 * @param text words of the name
 */
record ListQuery(
        UUID caller,
        @Nullable UUID owner,
        @Nullable String type,
        List<String> tags,
        @Nullable String text,
        ListSort sort,
        @Nullable ListCursor cursor,
        int limit) {

    /** Whose changes decide about the answer, besides the public ones. */
    UUID dependsOn() {
        return owner == null ? caller : owner;
    }

    boolean dependsOnPublic() {
        return owner == null;
    }

    /** Everything that decides about the answer. Nobody but the caller gets it, except of another owner's public list. */
    String question() {
        String scope = owner == null ? "visible " + caller : (owner.equals(caller) ? "own " : "public ") + owner;
        return String.join(
                "\n",
                scope,
                // Empty is no type and no text, so that one that is called "null" remains one.
                type == null ? "" : type,
                String.join("\t", tags),
                text == null ? "" : text,
                sort.parameter(),
                cursor == null ? "" : cursor.encode(),
                Integer.toString(limit));
    }

    /** The page, and one more where there is one. */
    @SuppressWarnings("unchecked")
    List<StoredResource> run(EntityManager entities) {
        List<String> conditions = new ArrayList<>();
        if (owner == null) {
            conditions.add("(owner_id = :caller or visibility = 'public')");
        } else if (owner.equals(caller)) {
            conditions.add("owner_id = :owner");
        } else {
            conditions.add("owner_id = :owner and visibility = 'public'");
        }
        if (type != null) {
            conditions.add("type = :type");
        }
        if (!tags.isEmpty()) {
            conditions.add("tags @> cast(:tags as text[])");
        }
        if (text != null) {
            conditions.add("words @@ websearch_to_tsquery('simple', :text)");
        }
        if (cursor != null) {
            conditions.add(sort.after());
        }
        String sql = "select * from resource where " + String.join(" and ", conditions) + " order by " + sort.orderBy()
                + " limit :limit";
        Query query = entities.createNativeQuery(sql, StoredResource.class).setParameter("limit", limit + 1);
        if (owner == null) {
            query.setParameter("caller", caller);
        } else {
            query.setParameter("owner", owner);
        }
        if (type != null) {
            query.setParameter("type", type);
        }
        if (!tags.isEmpty()) {
            query.setParameter("tags", tags.toArray(String[]::new));
        }
        if (text != null) {
            query.setParameter("text", text);
        }
        if (cursor != null) {
            query.setParameter("value", sort.value(cursor.value())).setParameter("id", cursor.id());
        }
        return query.getResultList();
    }
}
