package io.dapp.auth.session;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The sessions' rows. */
@Repository
class Sessions {
    private final EntityManager rows;

    Sessions(EntityManager rows) {
        this.rows = rows;
    }

    /** Within the caller's transaction. */
    void add(Session session) {
        rows.persist(session);
    }

    /** Within the caller's transaction: as it is now, and as it stays until that ends. */
    Optional<Session> lock(UUID id) {
        return Optional.ofNullable(rows.find(Session.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** Those of an account that live, the newest first, after the one given. */
    @Transactional(readOnly = true)
    public List<Session> alive(UUID account, Instant now, @Nullable SessionCursor after, int limit) {
        return rows.createQuery("""
                        select s from Session s
                         where s.accountId = :account and s.endedAt is null and s.expiresAt > :now
                           and (s.createdAt < :created or (s.createdAt = :created and s.id < :id))
                         order by s.createdAt desc, s.id desc
                        """, Session.class)
                .setParameter("account", account)
                .setParameter("now", now)
                .setParameter("created", after == null ? now.plusSeconds(3600) : after.createdAt())
                .setParameter("id", after == null ? new UUID(0, 0) : after.id())
                .setMaxResults(limit)
                .getResultList();
    }

    /** Ids of an account's sessions that have not ended, the newest first; for those who will lock and end them. */
    @Transactional(readOnly = true)
    public List<UUID> notEnded(UUID account, int skip) {
        return rows.createQuery("""
                        select s.id from Session s
                         where s.accountId = :account and s.endedAt is null
                         order by s.createdAt desc, s.id desc
                        """, UUID.class)
                .setParameter("account", account)
                .setFirstResult(skip)
                .getResultList();
    }

    /** Those whose state Redis may lack. */
    @Transactional(readOnly = true)
    public List<Session> uncopied(int limit) {
        return rows.createQuery(
                        "select s from Session s where s.copiedVersion < s.version order by s.id", Session.class)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Those that an emptied Redis has to know again: used, or ended, since. */
    @Transactional(readOnly = true)
    public List<Session> since(Instant since, UUID after, int limit) {
        return rows.createQuery("""
                        select s from Session s
                         where s.id > :after
                           and ((s.endedAt is null and s.rotatedAt > :since) or s.endedAt > :since)
                         order by s.id
                        """, Session.class)
                .setParameter("since", since)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Notes what Redis was seen to take, unless the row has moved on. */
    @Transactional
    public void copied(UUID id, long version) {
        rows.createQuery("update Session s set s.copiedVersion = :version where s.id = :id and s.version = :version")
                .setParameter("version", version)
                .setParameter("id", id)
                .executeUpdate();
    }

    /** Deletes some of those that have been over since. */
    @Transactional
    public int forget(Instant overSince, int limit) {
        Query delete = rows.createNativeQuery("""
                delete from session where id in (
                    select id from session
                     where coalesce(ended_at, expires_at) < :since and copied_version >= version
                     order by coalesce(ended_at, expires_at) limit :limit)
                """);
        return delete.setParameter("since", overSince)
                .setParameter("limit", limit)
                .executeUpdate();
    }
}
